"""The queue, with readers that are threads and a model that is held until it is let go."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from bot.queue import Full, Queue, Resting, Ticket


class Readers:
    """Readers who wait in threads; `served` and `refused` hold who, in order. Each turn lasts until `let_go`."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.served: list[str] = []
        self.refused: list[tuple[str, type[Exception]]] = []
        self.places: dict[str, list[int]] = {}
        self.at_work = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)
        self.threads: list[threading.Thread] = []

    def ask(self, reader: str, question: str = "") -> None:
        """Ask, and wait until the queue has taken the question or turned it away."""
        known = threading.Event()
        name = f"{reader}{question}"

        def wait() -> None:
            try:
                with self.queue.ticket(reader) as ticket:
                    known.set()
                    for place in self.queue.places(ticket):
                        self.places.setdefault(name, []).append(place)
                    self.served.append(name)
                    self.at_work.release()
                    self.may_end.acquire()
            except (Full, Resting) as error:
                self.refused.append((name, type(error)))
            finally:
                known.set()

        self.threads.append(threading.Thread(target=wait, daemon=True))
        self.threads[-1].start()
        assert known.wait(5)

    def let_go(self, turns: int) -> None:
        for _ in range(turns):
            assert self.at_work.acquire(timeout=5)
            self.may_end.release()

    def gone(self) -> None:
        for thread in self.threads:
            thread.join(5)
            assert not thread.is_alive()


def test_readers_take_turns_and_questions_of_one_reader_keep_their_order() -> None:
    readers = Readers(Queue())
    for reader, question in ["a1", "a2", "a3", "b1", "c1", "b2"]:
        readers.ask(reader, question)
    readers.let_go(6)
    readers.gone()
    assert readers.served == ["a1", "a2", "b1", "c1", "a3", "b2"]


def test_the_place_is_the_number_of_turns_away() -> None:
    readers = Readers(Queue(beat=0.01))
    for reader in "abcd":
        readers.ask(reader)
    wait_until(lambda: [readers.places.get(reader, [0])[-1] for reader in "bcd"] == [1, 2, 3])
    readers.let_go(4)
    readers.gone()
    assert "a" not in readers.places
    assert all(seen == sorted(seen, reverse=True) for seen in readers.places.values())


def test_beyond_the_bound_a_newcomer_is_turned_away() -> None:
    readers = Readers(Queue(most=2))
    for reader in "abcd":
        readers.ask(reader)
    readers.let_go(3)
    readers.gone()
    assert (readers.served, readers.refused) == (["a", "b", "c"], [("d", Full)])


def test_a_full_queue_makes_room_for_who_has_none_waiting() -> None:
    readers = Readers(Queue(most=3))
    for reader, question in ["a1", "a2", "a3", "a4", "b1", "b2"]:  # a1 is served, a2, a3 and a4 wait
        readers.ask(reader, question)
    readers.let_go(4)
    readers.gone()
    assert sorted(readers.refused) == [("a4", Full), ("b2", Full)]
    assert readers.served == ["a1", "a2", "b1", "a3"]


def test_who_leaves_the_queue_gives_its_place_to_the_next() -> None:
    queue = Queue(beat=0.01)
    with queue.ticket("a"), queue.ticket("c") as last:
        with queue.ticket("b"):
            assert next(queue.places(last)) == 1
        with queue.ticket("d") as after:
            assert next(queue.places(after)) == 2
    assert_free(queue)


def test_a_turn_ends_when_its_reader_fails() -> None:
    queue = Queue()
    with pytest.raises(ZeroDivisionError), queue.ticket("a"):
        raise ZeroDivisionError
    assert_free(queue)


def test_a_model_that_failed_turns_all_away_until_it_has_rested() -> None:
    queue = Queue(rest=0.2)
    with ExitStack() as stack:
        served, waiting = stack.enter_context(queue.ticket("a")), stack.enter_context(queue.ticket("b"))
        assert list(queue.places(served)) == []
        places = queue.places(waiting)
        assert next(places) == 1
        queue.rest()
        with pytest.raises(Resting):
            next(places)
        with pytest.raises(Resting), queue.ticket("c"):
            pass
    time.sleep(0.25)
    assert_free(queue)


def test_nobody_starves_beside_a_reader_who_never_stops_asking() -> None:
    """One reader with four questions always waiting, and eight who ask five times each: all of these are answered."""
    queue, served, over = Queue(most=12, beat=0.005), Counter[str](), threading.Event()

    def ask(reader: str) -> None:
        try:
            with queue.ticket(reader) as ticket:
                for _ in queue.places(ticket):
                    pass
                served[reader] += 1
                time.sleep(0.001)
        except Full:
            time.sleep(0.001)

    def without_end() -> None:
        while not over.is_set():
            ask("envis")

    def five_times(reader: str) -> None:
        while served[reader] < 5:
            ask(reader)

    stubborn = [threading.Thread(target=without_end, daemon=True) for _ in range(4)]
    others = [threading.Thread(target=five_times, args=(f"läsare {number}",), daemon=True) for number in range(8)]
    for thread in [*stubborn, *others]:
        thread.start()
    for thread in others:
        thread.join(20)
        assert not thread.is_alive()
    over.set()
    for thread in stubborn:
        thread.join(5)
    assert all(served[f"läsare {number}"] == 5 for number in range(8))
    assert_free(queue)


def assert_free(queue: Queue) -> None:
    """The next to come has its turn at once."""
    with queue.ticket("ny") as ticket:
        assert isinstance(ticket, Ticket) and list(queue.places(ticket)) == []


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("väntade förgäves")
