"""Limits: so many requests a minute for each token."""

import threading
from collections import deque
from collections.abc import Callable


class Limits:
    """A sliding minute a caller; `clock` gives seconds."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self.per_minute, self.clock = per_minute, clock
        self.calls: dict[str, deque[float]] = {}
        self.lock = threading.Lock()

    def wait(self, caller: str) -> float:
        """Seconds until this caller may ask again; 0 lets it pass and counts the call."""
        now = self.clock()
        with self.lock:
            mine = self.calls.setdefault(caller, deque())
            while mine and mine[0] <= now - 60:
                mine.popleft()
            if len(mine) >= self.per_minute:
                return mine[0] + 60 - now
            mine.append(now)
            return 0.0
