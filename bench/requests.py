"""Whole requests beside an empty Flask route, in one run: `script/bench requests`.

Each address is asked through the WSGI door of the application, headers, template and checksum included, in turn with the empty route. Trust the ratios.
"""

from __future__ import annotations

import csv
import io
import itertools
import statistics
import tempfile
from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask

from app import create_app
from bench.asking import ask, empty_app, spent
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
        empty = empty_app()
        rows = csv.DictReader(io.StringIO((ROOT / "content/search/judgements.csv").read_text(encoding="utf-8")))
        fresh = itertools.cycle(f"/search?q={quote(text)}" for text in sorted({row["query"] for row in rows}))
        print(f"Processor milliseconds, {TIMES} requests of each, one process; the ratio is to an empty Flask route asked in turn with it.\n")
        print("| request | median ms | p95 ms | times an empty route | bytes |\n|---|---|---|---|---|")
        for name, address in PAGES.items():
            _line(name, app, empty, itertools.repeat(address))
        _line("a search that nobody made before", app, empty, fresh)


def _line(name: str, app: Flask, empty: Flask, addresses: Iterator[str]) -> None:
    size, _ = ask(app, next(addresses))
    took: list[float] = []
    base: list[float] = []
    for _ in range(TIMES):
        address = next(addresses)
        took.append(spent(lambda address=address: ask(app, address)))  # type: ignore[misc]
        base.append(spent(lambda: ask(empty, "/")))
    listed = sorted(took)
    middle = statistics.median(listed)
    print(f"| {name} | {middle * 1e3:.2f} | {listed[int(TIMES * 0.95)] * 1e3:.2f} | {middle / statistics.median(base):.0f} | {size:,} |")


if __name__ == "__main__":
    main()
