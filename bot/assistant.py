"""Assistant.answer: the whole product as its steps.

In: a question, who asks and the earlier questions. Out: the Answer as it grows: first with its sources, then with one
verified sentence after another, last complete (`done`). One language model answers many readers, each in turn (bot/queue.py);
whoever stops reading closes the iterator, and the model stops.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from rapidfuzz import fuzz

from bot.abstain import abstain
from bot.answer import Answer, Evidence, Sentence, Status, Timings
from bot.calibration import GATE_THRESHOLD
from bot.compose import compose, messages
from bot.contextualise import contextualise
from bot.easy.request import request
from bot.easy.rewrite import in_easy_swedish
from bot.evidence import by_score, candidates, choose, in_reading_order, near_best, pages_by_answer
from bot.gate import probability
from bot.guard import Guarded, guard, mask, tidy
from bot.models import LanguageModel, ModelError, Usage
from bot.phrases import language_of, phrase, turn_to
from bot.queue import Full, Queue, Resting
from bot.ranker import Rank, Readable
from bot.retrieve import retrieve
from bot.safety import alarm
from bot.safety.instruction import without_instructions
from bot.settings import Settings
from bot.verify import quote, repeats, verify
from bot.weights import WeightsError
from corpus.dictionary import swedish_dictionary
from corpus.index import Index
from corpus.snapshot import Scope
from corpus.wordlist import widen

OPENING = 3  # statements that open an answer in the page's own words
FILLED = 4  # sentences that an answer is filled up to with more statements
WARM = "Värm upp modellerna"
COPY = 85  # rapidfuzz ratio from which a sentence is a copy of its quote
Draft = Sentence | Usage | Status | int | None
Trace = Callable[[Sentence, Sentence | None], None]


class Assistant:
    def __init__(
        self,
        index: Index,
        settings: Settings,
        rank: Rank,
        load_model: Callable[[], LanguageModel],
        trace: Trace | None = None,
        queue: Queue | None = None,
    ) -> None:
        """Args:
        rank: reads the passages with the question and scores their statements.
        load_model: called when the first answer must be worded; what it raises makes answers of quotes.
        trace: told each draft and the sentence that the verifier made of it (None: left out), for evaluation.
        queue: in front of the language model.
        """
        self.index = index
        self.settings = settings
        self.rank = rank
        self._load_model = load_model
        self._trace = trace
        self._queue = queue or Queue()
        self._guarding = threading.Lock()  # rules and languages are loaded once, by the first of many
        self._searching = threading.Lock()  # tokenizers cannot be shared, and few cores gain nothing from two at once
        self._loading = threading.Lock()
        self._embed = index.embed_untrained if index.model == alarm.embedding() else None
        self._model: LanguageModel | None = None

    @property
    def model(self) -> LanguageModel:
        """Loaded once; a load that failed is tried again at the next question."""
        with self._loading:
            self._model = self._model or self._load_model()
            return self._model

    def warm_up(self, *, retrieve_only: bool = False) -> None:
        """Load every model and have the language model read the fixed messages, so that the first question does not wait.

        Raises:
            ModelError, WeightsError: a model cannot be had; without the language model, answers are made of quotes.
        """
        self.index.embed_question(WARM)
        swedish_dictionary()
        self.rank(WARM, [Readable(WARM, (WARM,))])
        if retrieve_only:
            return
        with self._queue.ticket("") as ticket:
            for _ in self._queue.places(ticket):
                pass
            with closing(self.model.generate(messages(self.settings.municipality, "", (), ()), "")) as first_words:
                next(first_words)

    def answer(
        self,
        question: str,
        scope: Scope,
        history: Sequence[str] = (),
        *,
        id: str | None = None,
        reader: str = "",
        easy: bool = False,
        retrieve_only: bool = False,
    ) -> Generator[Answer, None, None]:
        """The growing answer, also while nothing new has come; the last one is `done`. Closing it stops the language model.

        Args:
            reader: who shares the language model fairly with the others.
            easy: in easy-to-read Swedish, unless the question says otherwise; what was chosen stands in the answer.

        Raises:
            IndexMissing: there is no index to search.
        """
        start = time.monotonic()
        with self._guarding:
            guarded = guard(question, public_contacts(self.settings), self._embed, staff=scope.audience != "invånare")
            asked = request(guarded.question)
            language = language_of(asked.question or guarded.question)
        easy = easy if asked.easy is None else asked.easy
        answer = Answer(guarded.question, Status.ANSWERED, id=id, contact=self.settings.contact, easy=easy)
        if guarded.status:
            yield finish(replace(answer, status=guarded.status, note=self._outcome(guarded, language)), start)
            return

        alone = self._alone(without_instructions(asked.question), history)
        if not alone:
            yield finish(replace(answer, status=Status.CLARIFY, note=phrase("easy", "sv")), start)
            return
        with self._searching:
            index = self.index.held()
            alone = index.mended(alone) if language == "sv" else alone
            retrieved = retrieve(index, widen(alone), scope)
            ranked = candidates(index, self.rank, alone, retrieved)
            gate = probability(index, alone, ranked, retrieved)
        evidence = choose(ranked)
        answer = replace(
            answer, evidence=evidence, retrieved=pages_by_answer(ranked, retrieved.pages), gate=gate,
            index_version=index.version, timings=Timings(retrieve_s=time.monotonic() - start),
            note=self._before(guarded, language),
        )  # fmt: skip
        if answer.gate < GATE_THRESHOLD:
            yield finish(abstain(answer, ranked, self.settings.contact, language), start)
            return
        answer = with_service(answer, evidence)
        if retrieve_only:
            yield finish(answer, start)
            return

        yield answer
        worded = answer
        growing = self._worded(answer, alone, language, reader, start)
        for worded in in_easy_swedish(growing) if easy else growing:
            yield worded
        yield finish(with_service(worded, [one for one in evidence if one.number in cited(worded)]), start)

    def _alone(self, question: str, history: Sequence[str]) -> str:
        """The question as it can be searched for; one that only asks for easier words, or none, is the question before ("" without one)."""
        masked = (mask(tidy(earlier), public_contacts(self.settings)) for earlier in history)
        earlier = [one for one in (request(earlier).question for earlier in masked) if one]
        *before, last = [*earlier, question] if question else earlier or [""]
        return contextualise(last, before)

    def _worded(self, answer: Answer, question: str, language: str, reader: str, start: float) -> Iterator[Answer]:
        """The answer with one more sentence each time: the best statements, what the model adds, then statements to fill up."""
        if language != "sv":
            answer = replace(answer, note=f"{answer.note} {phrase('quoted', language)}".strip())
        best = near_best(answer.evidence)
        for one in in_reading_order(best[:OPENING], answer.evidence):
            answer = with_sentence(answer, quote(one), start)
            yield answer
        for draft in self._drafts(question, language, reader, answer):
            answer = self._with(answer, draft, start)
            yield answer
        for sentence in map(quote, best[OPENING:]):
            if len(answer.sentences) < FILLED and is_new(sentence, answer):
                answer = with_sentence(answer, sentence, start)
                yield answer

    def _with(self, answer: Answer, draft: Draft, start: float) -> Answer:
        match draft:
            case Sentence():
                return self._verified(answer, draft, start)
            case Usage():
                return with_usage(answer, draft, self.model.name)
            case Status.BUSY:
                return replace(answer, status=draft, place=0, note=f"{answer.note} {phrase('busy', 'sv')}".strip())
            case int() if draft != answer.place:
                return replace(answer, place=draft)
        return answer

    def _verified(self, answer: Answer, draft: Sentence, start: float) -> Answer:
        """The answer with the draft, if the evidence supports it and it says something new."""
        shown = verify(draft, answer.evidence)
        shown = shown and in_own_words(shown, answer.evidence)
        if self._trace:
            self._trace(draft, shown)
        return with_sentence(answer, shown, start) if shown and is_new(shown, answer) else answer

    def _drafts(self, question: str, language: str, reader: str, answer: Answer) -> Iterator[Draft]:
        """The place in the queue while it is another reader's turn, then the model's sentences for a Swedish question; busy where
        too many wait. Nothing where the model is missing, fails, would have to translate, or where the answer holds all the
        evidence already."""
        if language != "sv" or len(answer.sentences) == len(answer.evidence):
            return
        try:
            with self._queue.ticket(reader) as ticket:
                yield from self._queue.places(ticket)
                yield 0
                yield from self._composed(question, answer)
        except Full:
            yield Status.BUSY
        except Resting:
            yield 0

    def _composed(self, question: str, answer: Answer) -> Iterator[Draft]:
        """What the model writes; if it fails, those who wait for it get their quotes at once."""
        try:
            yield from compose(
                self.model.generate, self.settings.municipality, question, answer.evidence, answer.sentences
            )
        except (ModelError, WeightsError):
            self._queue.rest()

    def _before(self, guarded: Guarded, language: str) -> str:
        """What is said before the answer: what to do if it is an emergency after all; that personal data was taken out."""
        contact = turn_to(self.settings.contact, language)
        caution = phrase(guarded.caution, language, contact=contact) if guarded.caution else ""
        return f"{caution} {phrase('masked', language) if guarded.masked else ''}".strip()

    def _outcome(self, guarded: Guarded, language: str) -> str:
        contact = turn_to(self.settings.contact, language)
        said = phrase(guarded.phrase, language, contact=contact, limit="2 000")
        masked = guarded.masked and guarded.status is Status.REFUSED  # an emergency hears only what helps
        return f"{phrase('masked', language)} {said}" if masked else said


def public_contacts(settings: Settings) -> tuple[str, ...]:
    """The municipality's own phone number and e-mail address, which a question may hold."""
    return tuple(filter(None, [settings.contact.phone, settings.contact.email]))


def in_own_words(sentence: Sentence, evidence: Sequence[Evidence]) -> Sentence:
    """What is nearly a quote becomes the quote: a small model that copies makes small slips."""
    alike = (
        one for one in evidence if one.number in sentence.citations and fuzz.ratio(sentence.text, one.text) >= COPY
    )
    return next(map(quote, alike), sentence)


def with_usage(answer: Answer, usage: Usage, model: str) -> Answer:
    timings = replace(answer.timings, prompt_tokens=usage.prompt_tokens, completion_tokens=usage.completion_tokens)
    return replace(answer, model=model, timings=timings)


def with_sentence(answer: Answer, sentence: Sentence, start: float) -> Answer:
    timings = answer.timings
    if timings.first_sentence_s is None:
        timings = replace(timings, first_sentence_s=time.monotonic() - start)
    return replace(answer, sentences=(*answer.sentences, sentence), timings=timings)


def is_new(sentence: Sentence, answer: Answer) -> bool:
    """Whether it says something that no earlier sentence says."""
    return not any(repeats(sentence.text, earlier.text) for earlier in answer.sentences)


def cited(answer: Answer) -> set[int]:
    return {number for sentence in answer.sentences for number in sentence.citations}


def with_service(answer: Answer, evidence: Sequence[Evidence]) -> Answer:
    """The e-service and contact of the first page that has one, best evidence first."""
    chunks = [one.chunk for one in by_score(evidence)]
    service = next((chunk.e_service for chunk in chunks if chunk.e_service), None)
    contact = next((chunk.contact for chunk in chunks if chunk.contact), answer.contact)
    return replace(answer, e_service=service, contact=contact)


def finish(answer: Answer, start: float) -> Answer:
    total = time.monotonic() - start
    return replace(answer, done=True, timings=replace(answer.timings, total_s=total))
