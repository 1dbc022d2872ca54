"""Frames beside an empty Flask route, in one run: `script/bench embedding`.

Each frame is asked through the WSGI door, headers and checksum included, in turn with the empty route: as it is kept, as it is made anew, and where the
asker has it already. Trust the ratios; the aim is ten times the empty route, and 60 kB.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable

from flask import Flask

from app import create_app
from bench.asking import ask, empty_app, spent
from bench.corpora import TODAY
from embedding import routes
from guidance.recent import Recent

TIMES = 200
FRAMES = {
    "one question": "/embed/v1/faq/nmc-how-many-hours",
    "the longest question": "/embed/v1/faq/leaders-coming-back-after-years",
    "a list of ten": "/embed/v1/faqs?regulator=nmc",
    "a list of twenty": "/embed/v1/faqs?max=20&regulator=gphc",
    "an answer": "/embed/v1/answer/nurse/chief-executive",
    "an answer for doctors": "/embed/v1/answer/doctor/medical-director",
    "an id that nothing has": "/embed/v1/faq/nothing",
}


def main() -> None:
    """Ask, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"STAY_INSTANCE_DIR": folder, "STAY_TODAY": TODAY.isoformat(), "STAY_WATCH": False})
        empty = empty_app()
        print(f"Median processor milliseconds of {TIMES} requests, and times an empty Flask route asked in turn.\n")
        print("| frame | kept, ms | times | anew, ms | times | 304, ms | times | bytes |\n|---|---|---|---|---|---|---|---|")
        for name, address in FRAMES.items():
            size, tag = ask(app, address)
            cells = []
            for prepare, condition in ((lambda: None, ""), (_forget, ""), (lambda: None, tag)):
                middle, times = _measure(app, empty, address, prepare, condition)
                cells += [f"{middle:.2f}", f"{times:.1f}"]
            print(f"| {name} | {' | '.join(cells)} | {size:,} |")


def _forget() -> None:
    routes.KEPT = Recent(routes.KEPT.most)


def _measure(app: Flask, empty: Flask, address: str, prepare: Callable[[], None], condition: str) -> tuple[float, float]:
    took, base = [], []
    for _ in range(TIMES):
        prepare()
        took.append(spent(lambda: ask(app, address, condition)))
        base.append(spent(lambda: ask(empty, "/")))
    middle = statistics.median(took)
    return middle * 1e3, middle / statistics.median(base)


if __name__ == "__main__":
    main()
