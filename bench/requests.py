"""Whole requests beside an empty Flask route, in one run: `script/bench requests`.

Each address is asked through the WSGI door of the application, headers, template and checksum included, in turn with the empty route. Trust the ratios.
"""

from __future__ import annotations

import csv
import io
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app import create_app
from bench.corpora import ROOT, TODAY

TIMES = 150
PAGES = {
    "home": "/",
    "a guidance page": "/guidance/nmc/practice-hours",
    "a question": "/faq/nmc-chief-executive-stay-registered",
    "a general answer": "/answer/nurse/chief-executive",
    "a general answer, doctors": "/answer/doctor/medical-director",
    "an answer with facts": "/answer/nurse/chief-executive?hours_by_deadline=500&intends=keep&renewal_date=2027-04-30&uses_professional_knowledge=yes",
    "a decision table": "/rules/nmc",
    "a search that others made before": "/search?q=nmc+hours+chief+executive",
    "suggestions": "/api/v1/suggest?q=nurse+chief",
}


def main() -> None:
    """Ask, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"STAY_INSTANCE_DIR": folder, "STAY_TODAY": TODAY.isoformat(), "STAY_WATCH": False})
        empty = Flask("empty")
        empty.add_url_rule("/", view_func=lambda: "")
        rows = csv.DictReader(io.StringIO((ROOT / "content/search/judgements.csv").read_text(encoding="utf-8")))
        fresh = itertools.cycle(f"/search?q={quote(text)}" for text in sorted({row["query"] for row in rows}))
        print(f"Processor milliseconds, {TIMES} requests of each, one process; the ratio is to an empty Flask route asked in turn with it.\n")
        print("| request | median ms | p95 ms | times an empty route | bytes |\n|---|---|---|---|---|")
        for name, address in PAGES.items():
            _line(name, app, empty, itertools.repeat(address))
        _line("a search that nobody made before", app, empty, fresh)


def _line(name: str, app: Flask, empty: Flask, addresses: Iterator[str]) -> None:
    size = _ask(app, next(addresses))
    spent: list[float] = []
    base: list[float] = []
    for _ in range(TIMES):
        address = next(addresses)
        spent.append(_spent(lambda address=address: _ask(app, address)))  # type: ignore[misc]
        base.append(_spent(lambda: _ask(empty, "/")))
    listed = sorted(spent)
    middle = statistics.median(listed)
    print(f"| {name} | {middle * 1e3:.2f} | {listed[int(TIMES * 0.95)] * 1e3:.2f} | {middle / statistics.median(base):.0f} | {size:,} |")


def _ask(app: Flask, address: str) -> int:
    """One request; the bytes of its body. Raises RuntimeError where the answer is not 200."""
    body, status, _ = run_wsgi_app(app, EnvironBuilder(path=address.partition("?")[0], query_string=address.partition("?")[2]).get_environ(), buffered=True)
    if not status.startswith("200"):
        raise RuntimeError(f"{address} was answered by {status}")
    return len(b"".join(body))


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
