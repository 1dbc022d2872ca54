"""Frames beside an empty Flask route, in one run: `script/bench embedding`.

Each frame is asked through the WSGI door, headers and checksum included, in turn with the empty route: as it is kept, as it is made anew, and where the
asker has it already. Trust the ratios; the aim is ten times the empty route, and 60 kB.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app import create_app
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
        empty = Flask("empty")
        empty.add_url_rule("/", view_func=lambda: "")
        print(f"Median processor milliseconds of {TIMES} requests, and times an empty Flask route asked in turn.\n")
        print("| frame | kept, ms | times | anew, ms | times | 304, ms | times | bytes |\n|---|---|---|---|---|---|---|---|")
        for name, address in FRAMES.items():
            size, tag = _ask(app, address)
            cells = []
            for prepare, condition in ((lambda: None, ""), (_forget, ""), (lambda: None, tag)):
                middle, times = _measure(app, empty, address, prepare, condition)
                cells += [f"{middle:.2f}", f"{times:.1f}"]
            print(f"| {name} | {' | '.join(cells)} | {size:,} |")


def _forget() -> None:
    routes.KEPT = Recent(routes.KEPT.most)


def _measure(app: Flask, empty: Flask, address: str, prepare: Callable[[], None], condition: str) -> tuple[float, float]:
    spent, base = [], []
    for _ in range(TIMES):
        prepare()
        spent.append(_spent(lambda: _ask(app, address, condition)))
        base.append(_spent(lambda: _ask(empty, "/")))
    middle = statistics.median(spent)
    return middle * 1e3, middle / statistics.median(base)


def _ask(app: Flask, address: str, condition: str = "") -> tuple[int, str]:
    """One request: the bytes of its body, and its ETag. Raises RuntimeError where the answer is neither 200 nor, with a condition, 304."""
    path, _, query = address.partition("?")
    headers = [("If-None-Match", condition)] if condition else []
    environ = EnvironBuilder(path=path, query_string=query, headers=headers).get_environ()
    body, status, sent = run_wsgi_app(app, environ, buffered=True)
    if not status.startswith("304" if condition else "200"):
        raise RuntimeError(f"{address} was answered by {status}")
    return len(b"".join(body)), sent.get("ETag", "")


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
