"""Publishing on the real content, and how soon every machine shows it: `script/bench publishing`.

Three machines (an instance folder each, one content folder, one desk) are servers of their own; one of them publishes. Seconds count on a quiet machine only.
"""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError

from app import create_app
from bench.corpora import ROOT, TODAY
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.desk.desk import Desk

MACHINES, TIMES = 3, 5
PAGE = "practice-hours"
WRITES = Identity("0" * 10, "Writers", "nmc", frozenset({"submit"}))
APPROVES = Identity("1" * 10, "Heads", "nmc", frozenset({"approve"}))


def main() -> None:
    """Publish some versions of a page, and print a table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        shutil.copytree(ROOT / "content", folder / "content")
        app = create_app({**_settings(folder, 0), "STAY_WATCH": False})
        for number in range(1, MACHINES):
            shutil.copytree(folder / "instance-0", folder / f"instance-{number}")
        ports = [stack.enter_context(_machine(folder, number)) for number in range(MACHINES)]
        for port in ports:
            _until(lambda port=port: _answers(port, "/readyz"))  # type: ignore[misc]
        found = _publish(app.extensions["desk"], ports)
    print(f"{MACHINES} machines, {TIMES} versions of nmc/{PAGE}; seconds.\n")
    print("| step | median | longest |\n|---|---|---|")
    for step, spent in found.items():
        print(f"| {step} | {statistics.median(spent):.2f} | {max(spent):.2f} |")


def _publish(desk: Desk, ports: list[int]) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {"check": [], "submit": [], "approve and release": [], "from approval until all machines show it": []}
    text = (ROOT / "content" / "guidance" / "nmc" / PAGE / f"{TODAY.isoformat()}.md").read_text(encoding="utf-8")
    for number in range(1, TIMES + 1):
        stamp = (TODAY + datetime.timedelta(days=number)).isoformat()
        publication = Publication.of("nmc", PAGE, stamp, page=text.replace("450 hours", f"{450 + number} hours").encode())
        check, submit, approve, shown = spent.values()
        check.append(_timed(lambda: desk.check(publication, WRITES)))  # noqa: B023 - it is called at once
        submit.append(_timed(lambda: desk.submit(publication, WRITES)))  # noqa: B023
        waiting = desk.all(WRITES, "submitted")[0]
        begun = time.perf_counter()
        approve.append(_timed(lambda: desk.approve(waiting.id, APPROVES)))  # noqa: B023
        released = time.perf_counter()
        _until(lambda: all(_answers(port, f"/guidance/nmc/{PAGE}/{stamp}") for port in ports))  # noqa: B023
        shown.append(time.perf_counter() - released)
        assert released > begun
    return spent


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _settings(folder: Path, machine: int) -> dict[str, str]:
    return {
        "STAY_CONTENT_DIR": str(folder / "content"),
        "STAY_DESK_DIR": str(folder / "desk"),
        "STAY_INSTANCE_DIR": str(folder / f"instance-{machine}"),
        "STAY_TODAY": TODAY.isoformat(),
    }


@contextmanager
def _machine(folder: Path, number: int) -> Iterator[int]:
    """A server on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "flask", "--app", "app", "run", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **_settings(folder, number)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def _answers(port: int, address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=10) as answer:
            return int(answer.status) == 200
    except (URLError, OSError):
        return False


def _until(holds: Callable[[], bool]) -> None:
    """Wait until something holds. Raises TimeoutError after two minutes."""
    end = time.perf_counter() + 120
    while not holds():
        if time.perf_counter() > end:
            raise TimeoutError("A machine does not show what it should.")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
