"""A process that dies at a named step, as a power cut or an operator would have it: what the tests of releases and of publications share."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Killer:
    """Kills its own process before or after the n-th of the named steps."""

    at: int
    after: bool
    steps: int = 0
    counting: threading.Lock = field(default_factory=threading.Lock)

    def arm(self, named: list[tuple[object, str]]) -> None:
        for owner, name in named:
            setattr(owner, name, self._armed(getattr(owner, name)))

    def _armed(self, plain: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            with self.counting:  # files are flushed by several threads
                self.steps += 1
                mine = self.steps == self.at
            if mine and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = plain(*arguments, **named)
            if mine:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return step
