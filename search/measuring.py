"""Measuring the search of one release with its own judgements: what the page on quality and the ablation show. No Flask, no clock."""

from __future__ import annotations

from dataclasses import replace

from guidance.library import Library
from guidance.model import Date
from search.aids import Aids
from search.quality import Place, Report, measure
from search.query import parse
from search.results import SearchIndex, find


def report_on(index: SearchIndex, library: Library, aids: Aids, on: Date) -> Report:
    """Ask every judged question of a release as a visitor would, and report. It takes seconds, so the report of a date is kept with the aids.

    Pages that are kept are not made again: where a release has rehearsed these questions (`publishing/rehearsal.py`), the report is there at once.

    index, library, aids: of the same release. on: the date for which visitors search. Raises what the engine raises (`EngineUnavailable`).
    """
    quiet = replace(aids, recent=aids.recent.lent())  # what visitors searched for last stays kept

    def search(text: str) -> list[Place]:
        return [(item.page, item.anchor) for item in find(index, library, parse(text, on=on), quiet).results]

    report: Report = aids.measured.get(on, index, lambda: measure(aids.judgements, search))
    return report
