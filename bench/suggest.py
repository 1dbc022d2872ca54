"""Suggestions as one types: processor time in process, and waiting time under load, run by hand: `script/bench suggest`.

In process, a suggester answers every prefix that typing the questions of content/search/judgements.csv would send. Under load, sixteen askers type at once
against two workers of the server, without pauses between letters: far more than sixteen people can type.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import io
import itertools
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from bench.corpora import ROOT, TODAY, made_library, real_library
from guidance.library import Library
from search import analysis
from search.aids import read_aids
from search.documents import entries

SHORTEST, LONGEST = 2, 100
ASKERS, WORKERS = 16, 2


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sections", type=int, default=5000, help="size of the made library (default 5000)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the load lasts (default 10)")
    chosen = parser.parse_args()
    typed = prefixes()
    library, files = real_library()
    print(f"Processor milliseconds of one `suggest`, {len(typed)} prefixes, one process\n")
    print("| library | sections | first request ms | median ms | p95 ms | p99 ms | most ms |\n|---|---|---|---|---|---|---|")
    for name, measured in (("our own", library), ("made", made_library(library, chosen.sections))):
        _in_process(name, measured, files, typed)
    print(f"\nMilliseconds of waiting for one request, {ASKERS} askers at once, {WORKERS} workers, {chosen.seconds:.0f} s\n")
    _under_load(typed, chosen.seconds)


def prefixes() -> list[str]:
    """What is sent while the judged questions are typed, every second letter, in a fixed order, each once."""
    rows = csv.DictReader(io.StringIO((ROOT / "content/search/judgements.csv").read_text(encoding="utf-8")))
    asked = sorted({row["query"] for row in rows})
    return sorted({text[:end].strip() for text in asked for end in range(SHORTEST, min(len(text), LONGEST) + 1, 2)})


def _in_process(name: str, library: Library, files: dict[str, bytes], typed: Sequence[str]) -> None:
    vocabulary: dict[str, int] = {}
    sections = 0
    for _, texts in entries(library):
        sections += 1
        for word in {word for text in texts.values() for word in analysis.words(text)}:
            vocabulary[word] = vocabulary.get(word, 0) + 1
    aids, _ = read_aids(files, library, TODAY, vocabulary)
    start = time.process_time()
    aids.suggester.suggest("nurse chief", TODAY)
    first = time.process_time() - start
    spent: list[float] = []
    for text in typed:
        start = time.process_time()
        aids.suggester.suggest(text, TODAY)
        spent.append(time.process_time() - start)
    print(f"| {name} | {sections} | {first * 1e3:.0f} | {_figures(spent)} | {max(spent) * 1e3:.1f} |")


def _under_load(typed: Sequence[str], seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        setting = {"STAY_INSTANCE_DIR": folder, "STAY_TODAY": TODAY.isoformat(), "STAY_WATCH": "false"}
        command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--factory", "app:create_app", "--port", str(port)]
        command += ["--workers", str(WORKERS), "--blocking-threads", "8", "--no-access-log", "--log-level", "warning"]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **setting})
        try:
            _wait(port)
            _load(port, typed, seconds)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(port: int) -> None:
    """Return when both workers have answered for a while. Raises RuntimeError if they do not."""
    for _ in range(240):
        try:
            for _ in range(8):
                _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "nurse")
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.5)
    raise RuntimeError("The server does not answer.")


def _ask(connection: http.client.HTTPConnection, text: str) -> None:
    connection.request("GET", f"/api/v1/suggest?q={quote(text)}")
    response = connection.getresponse()
    body = response.read()
    if response.status != 200 or not body.startswith(b"{"):
        raise RuntimeError(f"{text!r} was answered by {response.status}")


def _load(port: int, typed: Sequence[str], seconds: float) -> None:
    waited: list[list[float]] = [[] for _ in range(ASKERS)]
    failed: list[str] = []
    until = time.monotonic() + seconds

    def type_on(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for text in itertools.islice(itertools.cycle(typed), number * len(typed) // ASKERS, None):
            if time.monotonic() > until:
                return
            start = time.perf_counter()
            try:
                _ask(connection, text)
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                failed.append(f"{text!r}: {error}")
                connection.close()
            waited[number].append(time.perf_counter() - start)

    askers = [threading.Thread(target=type_on, args=(number,)) for number in range(ASKERS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    all_waits = [spent for each in waited for spent in each]
    print("| requests | a second | failed | median ms | p95 ms | p99 ms | most ms |\n|---|---|---|---|---|---|---|")
    print(f"| {len(all_waits)} | {len(all_waits) / seconds:.0f} | {len(failed)} | {_figures(all_waits)} | {max(all_waits) * 1e3:.0f} |")
    for line in failed[:5]:
        print(line)


def _figures(spent: Sequence[float]) -> str:
    listed = sorted(spent)
    return f"{statistics.median(listed) * 1e3:.2f} | {listed[int(len(listed) * 0.95)] * 1e3:.2f} | {listed[int(len(listed) * 0.99)] * 1e3:.2f}"


if __name__ == "__main__":
    main()
