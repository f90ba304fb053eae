"""python -m bot ask | evaluate | chat | models: see `python -m bot --help`.

Exit codes: 0 done, also when no answer was found; 1 an evaluation below a floor; 2 wrong use or a missing index, with the reason.
"""

import argparse
import sys
from pathlib import Path

from bot.assistant import Assistant, Trace
from bot.models import ModelError, load_language_model, open_index, prepare
from bot.ranker import load_ranker
from bot.settings import Settings, SettingsError, load_settings
from bot.weights import WeightsError
from corpus.index import IndexMissing
from corpus.page import AUDIENCES
from corpus.store import StoreUnreachable

EXPECTED = (SettingsError, IndexMissing, StoreUnreachable, ModelError, WeightsError)


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        settings = load_settings(getattr(options, "data", None))
        return int(options.run(options, settings))
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m bot", description="Kommunsvar: svar ur kommunens sidor, kontrollerade mot källan."
    )
    commands = made.add_subparsers(required=True, metavar="kommando")
    ask = commands.add_parser("ask", help="ställ en fråga, eller en fil med frågor")
    ask.add_argument("question", nargs="?", help="frågan, inom citationstecken")
    ask.add_argument("--jsonl", type=Path, metavar="FIL", help="en fråga på varje rad; ett svar på varje rad skrivs ut")
    ask.add_argument("--json", action="store_true", help="svaret som JSON")
    ask.add_argument("--retrieve", action="store_true", help="sök bara, ladda inte språkmodellen")
    ask.add_argument("--lattlast", action="store_true", help="svaret på lättläst svenska")
    ask.add_argument("--audience", default="invånare", choices=AUDIENCES, help="vem som frågar (invånare)")
    ask.add_argument("--collection", action="append", default=[], help="sök bara i denna samling; kan upprepas")
    ask.set_defaults(run=run_ask)
    evaluate = commands.add_parser("evaluate", help="mät svaren på frågor med facit och skriv en rapport")
    evaluate.add_argument("questions", nargs="+", type=Path, metavar="FRÅGOR.jsonl")
    evaluate.add_argument(
        "--out", type=Path, metavar="MAPP", help="dit resultatet skrivs; en avbruten körning där fortsätter"
    )
    evaluate.add_argument("--baseline", type=Path, metavar="MAPP", help="en tidigare körning att jämföra med")
    evaluate.add_argument("--retrieve", action="store_true", help="mät bara sökningen, ladda inte språkmodellen")
    evaluate.set_defaults(run=run_evaluate)
    chat = commands.add_parser("chat", help="öppna chattsidan")
    chat.add_argument("--port", type=int, default=8000)
    chat.set_defaults(run=run_chat)
    models = commands.add_parser("models", help="hämta modellerna")
    models.set_defaults(run=run_models)
    for command in (ask, evaluate, chat, models):
        command.add_argument("--data", type=Path, help="mapp för index och tillstånd (var)")
    return made


def open_assistant(settings: Settings, trace: Trace | None = None) -> Assistant:
    index = open_index(settings)
    index.snapshot()
    return Assistant(index, settings, load_ranker(settings), lambda: load_language_model(settings), trace)


def run_ask(options: argparse.Namespace, settings: Settings) -> int:
    from rich.console import Console

    from bot.ask import Question, QuestionError, ask_all, print_json, print_plain, read_questions

    if bool(options.question and options.question.strip()) == bool(options.jsonl):
        print(
            'Ange en fråga, till exempel python -m bot ask "Vad kostar förskolan?", eller --jsonl FIL.', file=sys.stderr
        )
        return 2
    try:
        questions = (
            read_questions(options.jsonl, options.audience)
            if options.jsonl
            else [Question(options.question, options.audience)]
        )
    except QuestionError as error:
        print(error, file=sys.stderr)
        return 2
    answers = ask_all(
        open_assistant(settings), questions, tuple(options.collection), options.retrieve, easy=options.lattlast
    )
    for answer in answers:
        if options.json or options.jsonl:
            print_json(answer, sys.stdout)
        else:
            print_plain(answer, Console(highlight=False))
    return 0


def run_evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluate.command import WRONG_USE, run_evaluation

    try:
        return run_evaluation(options.questions, settings, open_assistant, out=options.out, baseline=options.baseline,
                              retrieve_only=options.retrieve)  # fmt: skip
    except WRONG_USE as error:
        print(error, file=sys.stderr)
        return 2


def run_chat(options: argparse.Namespace, settings: Settings) -> int:
    from bot.serve import PortInUse, serve

    try:
        serve(settings, open_assistant(settings), options.port)
    except PortInUse as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def run_models(options: argparse.Namespace, settings: Settings) -> int:
    prepare(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
