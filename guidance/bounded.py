"""The renderer's limits of time and memory: a child process, killed when a text takes too long.

Some texts of 20 kB keep the renderer busy for many seconds, and no thread can be stopped; a process can. A second child stands by,
because starting one takes up to a second and the next text must not wait for it. This module owns the children and knows nothing of what they compute.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import resource
import selectors
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

SECONDS = 1.5
"""Wall-clock seconds for one text. The longest real page takes 0.05, an ordinary one of 200 kB half a second."""
STARTING_SECONDS = 20.0
MEMORY = 1024 * 1024 * 1024
"""Bytes of address space that the child may take."""
_ROOT = Path(__file__).resolve().parent.parent


class Refused(Exception):
    """The text could not be rendered within the limits, or the renderer refused it."""


class _Child:
    def __init__(self) -> None:
        path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "guidance.bounded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=_ROOT,
        )
        self.owner = os.getpid()
        self._ready = False

    def usable(self) -> bool:
        """Whether it is this process's and alive."""
        return self.owner == os.getpid() and self.process.poll() is None

    def wait(self) -> None:
        """Wait until it has started."""
        if not self._ready:
            self.receive(STARTING_SECONDS)
            self._ready = True

    def ask(self, text: str, seconds: float) -> bytes:
        """The child's message about a text. Raises Refused when it does not come in time or the child dies, OSError when it is dead."""
        assert self.process.stdin is not None
        deadline = time.monotonic() + seconds
        descriptor = self.process.stdin.fileno()
        os.set_blocking(descriptor, False)  # a child that is stopped reads nothing, and the pipe is smaller than a text
        data = text.encode("utf-8")
        left = memoryview(struct.pack(">I", len(data)) + data)
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_WRITE)
            while left:
                _wait(selector, deadline)
                left = left[os.write(descriptor, left) :]
        return self.receive(deadline - time.monotonic())

    def receive(self, seconds: float) -> bytes:
        """One message, or Refused when it does not come in time or the child dies."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        descriptor = self.process.stdout.fileno()
        data = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while len(data) < 4 or len(data) < 4 + struct.unpack(">I", data[:4])[0]:
                _wait(selector, deadline)
                chunk = os.read(descriptor, 1 << 20)
                if not chunk:
                    raise Refused("The text needed too much memory or nesting to render. Simplify or split it.")
                data += chunk
        return bytes(data[4:])

    def close(self) -> None:
        """End it, and let go of its pipes. A process that was forked off lets go of the pipes only."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()


def _wait(selector: selectors.BaseSelector, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not selector.select(left):
        raise Refused(f"The text took longer than {SECONDS} seconds to render. Simplify or split it.")


_lock = threading.Lock()
_children: list[_Child] = []


def call(text: str) -> tuple[str, list[str], list[str]]:
    """Render a text in the child: what `guidance.render.convert` makes of it. Raises Refused."""
    with _lock:
        try:
            child = _take()
            answer = json.loads(child.ask(text, SECONDS))
        except Refused:
            _drop()
            raise
        except (OSError, ValueError):
            _drop()
            raise Refused("The renderer stopped while it worked on this text. Simplify or split it.") from None
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer["html"], answer["altered"], answer["disputed"]


def _take() -> _Child:
    """The first child, started; another is started beside it and not waited for."""
    for child in [child for child in _children if not child.usable()]:
        _children.remove(child)
        child.close()
    if not _children:
        _children.append(_Child())
    _children[0].wait()
    if len(_children) < 2:
        _children.append(_Child())
    return _children[0]


def _drop() -> None:
    """End the child that was at work, and start another at once to stand by."""
    if _children:
        _children.pop(0).close()
        _children.append(_Child())


def close() -> None:
    """End the children, if there are any."""
    while _children:
        _children.pop().close()


def _forget() -> None:
    """In a process that was forked off: the children are its parent's, and the lock may be held by a thread that it does not have."""
    global _lock
    _lock = threading.Lock()
    for child in _children:
        child.process.returncode = 0  # not ours to wait for
    close()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)


def _serve() -> None:
    from guidance.render import RenderError, convert

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _answer(sink, {"ready": True})
    while len(head := source.read(4)) == 4:
        text = source.read(struct.unpack(">I", head)[0]).decode("utf-8")
        try:
            html, altered, disputed = convert(text)
            _answer(sink, {"html": html, "altered": altered, "disputed": disputed})
        except RenderError as error:
            _answer(sink, {"refused": str(error)})
        except RecursionError:
            _answer(sink, {"refused": "The text is nested too deeply to render. Flatten its lists, quotes or emphasis."})
        except MemoryError:
            _answer(sink, {"refused": "The text needs too much memory to render. Simplify or split it."})
        except Exception as error:  # a fault inside a library must refuse one text, not end the child
            _answer(sink, {"refused": f"The renderer failed on this text ({type(error).__name__}). Simplify it."})


def _answer(sink: object, message: dict[str, object]) -> None:
    data = json.dumps(message).encode("utf-8")
    sink.write(struct.pack(">I", len(data)) + data)  # type: ignore[attr-defined]
    sink.flush()  # type: ignore[attr-defined]


if __name__ == "__main__":
    _serve()
