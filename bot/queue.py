"""The queue in front of the one language model: readers wait for their turn, fairly and not for long.

In: a question's reader. Out: its place while it waits, then its turn. Readers take turns (round robin), so that one with many
questions delays nobody else. When the queue is full, a newcomer takes the last place of the reader who waits with most
questions (buffer stealing: McKenney, Stochastic Fairness Queueing, 1990), or is turned away. When the model has failed,
everyone is turned away at once, until it has rested.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest

MOST_WAITING = 8  # questions; the last one waits about 40 s for a model that takes 5 s
REST = 15.0  # seconds from a failure until the model is tried again
BEAT = 0.25  # seconds after which one who waits is told its place again, and may leave


class TurnedAway(Exception):
    """The model is not there for this question: its answer is made of quotes."""


class Full(TurnedAway):
    """Too many are waiting."""


class Resting(TurnedAway):
    """The model has just failed."""


@dataclass(eq=False)
class Ticket:
    """One question in the queue."""

    reader: str
    refused: type[TurnedAway] | None = None


class Queue:
    def __init__(self, most: int = MOST_WAITING, rest: float = REST, beat: float = BEAT) -> None:
        """Args:
        most: questions that may wait.
        rest, beat: seconds.
        """
        self._most, self._rest, self._beat = most, rest, beat
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[Ticket]] = {}  # by reader, in the order in which readers take turns
        self._served: Ticket | None = None
        self._closed_until = 0.0

    @contextmanager
    def ticket(self, reader: str) -> Iterator[Ticket]:
        """A place in the queue, and the turn that follows, until the block ends.

        Raises:
            Full, Resting: there is no place.
        """
        with self._changed:
            mine = self._join(reader)
        try:
            yield mine
        finally:
            with self._changed:
                self._leave(mine)

    def places(self, ticket: Ticket) -> Iterator[int]:
        """The ticket's place, 1 for the next, again and again while it waits; ends when it is its turn.

        Raises:
            Full, Resting: turned away after all.
        """
        while True:
            with self._changed:
                if ticket.refused:
                    raise ticket.refused
                if ticket is self._served:
                    return
                place = 1 + self._order().index(ticket)
            yield place
            with self._changed:
                if ticket.refused is None and ticket is not self._served:
                    self._changed.wait(self._beat)

    def rest(self) -> None:
        """The model has failed: turn everyone away who waits, and all who come before it has rested."""
        with self._changed:
            self._closed_until = time.monotonic() + self._rest
            for ticket in self._order():
                ticket.refused = Resting
            self._waiting.clear()
            self._changed.notify_all()

    def _join(self, reader: str) -> Ticket:
        if time.monotonic() < self._closed_until:
            raise Resting
        if len(self._order()) >= self._most:
            self._make_room(reader)
        ticket = Ticket(reader)
        self._waiting.setdefault(reader, deque()).append(ticket)
        if self._served is None:
            self._next()
        return ticket

    def _make_room(self, reader: str) -> None:
        """Turn away the last question of the reader who has most, if the newcomer would still have fewer."""
        longest = max(self._waiting.values(), key=len, default=deque[Ticket]())
        if len(longest) <= len(self._waiting.get(reader, ())) + 1:
            raise Full
        longest.pop().refused = Full
        self._changed.notify_all()

    def _leave(self, ticket: Ticket) -> None:
        if ticket is self._served:
            self._next()
        elif ticket.refused is None:
            self._waiting[ticket.reader].remove(ticket)
            if not self._waiting[ticket.reader]:
                del self._waiting[ticket.reader]
        self._changed.notify_all()

    def _next(self) -> None:
        """The turn goes to the first reader, whose other questions then wait behind everybody's."""
        reader = next(iter(self._waiting), None)
        if reader is None:
            self._served = None
            return
        questions = self._waiting.pop(reader)
        self._served = questions.popleft()
        if questions:
            self._waiting[reader] = questions
        self._changed.notify_all()

    def _order(self) -> list[Ticket]:
        """Those who wait, in the order of their turns if nobody else comes."""
        rounds = zip_longest(*self._waiting.values())
        return [ticket for round_ in rounds for ticket in round_ if ticket]
