"""Deciding, answering and the whole page, for every regulator: `.venv/bin/python -m bench.answer`.

A figure is processor time of one process, from nothing kept of the person. Pages are asked through the WSGI door, in turn with an empty Flask route, so that
a noisy machine is noisy for both: trust the ratios. A general page is measured made anew each time, and as it is kept.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from flask import Flask

from app import create_app
from bench.asking import ask, empty_app, spent
from bench.corpora import TODAY
from guidance.library import Library
from rules import engine, facts, routes
from rules.answer import answer
from rules.schemes import Fact
from rules.table import Table

PEOPLE = {"gmc": "doctor", "nmc": "nurse", "hcpc": "physiotherapist", "gphc": "pharmacist"}
ROLE = "chief-executive"
Told = dict[str, Fact]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--rounds", type=int, default=60, help="times that each page is asked")
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"STAY_INSTANCE_DIR": folder, "STAY_TODAY": TODAY.isoformat(), "STAY_WATCH": False})
        release = app.extensions["current"].release()
        print("Processor milliseconds, the quickest of five.\n")
        print("| regulator | told | decide | answer, as on a card | answer, with what would change it |\n|---|---|---|---|---|")
        for regulator, table in release.tables.items():
            for name, told in (("nothing at all", {}), ("profession and role", _bare(table)), ("a worked case", _longest(table)), ("every fact", _all(table))):
                _decide(regulator, table, release.library, name, told)
        empty = empty_app()
        print(f"\nPages: median of {rounds}, milliseconds and times an empty Flask route.\n\n| page | ms | times | bytes |\n|---|---|---|---|")
        for regulator, table in release.tables.items():
            address = f"/answer/{PEOPLE[regulator]}/{ROLE}"
            query = urlencode(sorted((name, str(fact)) for name, fact in _longest(table).items() if name not in ("profession", "role")))
            _page(f"{regulator}, general, made anew", app, empty, address, rounds, anew=True)
            _page(f"{regulator}, general, kept", app, empty, address, rounds, anew=False)
            _page(f"{regulator}, a worked case", app, empty, f"{address}?{query}", rounds, anew=True)


def _bare(table: Table) -> Told:
    return {"profession": PEOPLE[table.regulator], "role": ROLE}


def _longest(table: Table) -> Told:
    """The worked case that tells most."""
    return max((facts.parse(table, case.facts)[0] for case in table.cases), key=len)


def _all(table: Table) -> Told:
    """Every fact: as worked cases have it, or the first answer, the least number, today."""
    first: Told = {item.id: item.values[0].id if item.values else TODAY if item.kind == "date" else int(item.least) for item in table.inputs}
    return {**first, **_longest(table)}


def _decide(regulator: str, table: Table, library: Library, name: str, told: Mapping[str, Fact]) -> None:
    profession, role = library.professions[PEOPLE[regulator]], library.roles[ROLE]
    others = {fact: value for fact, value in told.items() if fact not in ("profession", "role")}
    decide = _quickest(lambda: engine.walk(table, facts.person(table, told, TODAY).box, TODAY))
    card = _quickest(lambda: answer(table, library, profession, role, others, TODAY))
    whole = _quickest(lambda: answer(table, library, profession, role, others, TODAY).would_change)
    print(f"| {regulator} | {name} ({len(told)}) | {decide:.3f} | {card:.2f} | {whole:.2f} |")


def _page(name: str, app: Flask, empty: Flask, address: str, rounds: int, anew: bool) -> None:
    took, base = [], []
    size, _ = ask(app, address)
    for _ in range(rounds):
        if anew:
            routes.GENERAL = type(routes.GENERAL)(routes.GENERAL.most)
        took.append(spent(lambda: ask(app, address)))
        base.append(spent(lambda: ask(empty, "/")))
    middle = statistics.median(took)
    print(f"| {name} | {middle * 1e3:.2f} | {middle / statistics.median(base):.0f} | {size:,} |")


def _quickest(work: Callable[[], object]) -> float:
    return min(spent(work) for _ in range(5)) * 1e3


if __name__ == "__main__":
    main()
