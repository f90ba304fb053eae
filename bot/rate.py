"""How often one client may ask: at most so many times within so many seconds."""

import time
from collections import defaultdict, deque


class RateLimit:
    def __init__(self, most: int, within: float) -> None:
        """Args:
        most: 0 means no limit.
        """
        self.most, self.within = most, within
        self._times: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=most))

    def reached(self, client: str) -> bool:
        """Whether the client has used up what it may."""
        times = self._times[client]
        return 0 < self.most == len(times) and time.monotonic() - times[0] < self.within

    def count(self, client: str) -> None:
        if len(self._times) > 10_000:  # forget those who are long gone
            self._times.clear()
        self._times[client].append(time.monotonic())
