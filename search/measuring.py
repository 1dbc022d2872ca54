"""Measuring the search of one release with its own judgements: what the page on quality and the ablation show. No Flask, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from guidance.library import Library
from guidance.model import Date
from search.aids import Aids
from search.quality import Place, Report, measure
from search.query import parse
from search.results import ResultPage, SearchIndex, find


def report_on(index: SearchIndex, library: Library, aids: Aids, on: Date) -> Report:
    """Ask every judged question of a release as a visitor would, and report. It takes seconds, so the report of a date is kept with the aids.

    Where a release has rehearsed these questions (`publishing/rehearsal.py`), the report is there at once.

    index, library, aids: of the same release. on: the date for which visitors search. Raises what the engine raises (`EngineUnavailable`).
    """
    quiet = replace(aids, recent=aids.recent.lent())  # what visitors searched for last stays kept

    def search(text: str) -> list[Place]:
        return listed(find(index, library, parse(text, on=on), quiet))

    return aids.measured.get(on, index, lambda: measure(aids.judgements, search))


def keep_report(index: SearchIndex, aids: Aids, on: Date, found: Mapping[str, Sequence[Place]]) -> None:
    """Keep the report of a date, from what search listed for every judged question: nobody then waits for it.

    index, aids, on: as for `report_on`. Raises KeyError where a judged question was not asked.
    """
    aids.measured.get(on, index, lambda: measure(aids.judgements, found.__getitem__))


def listed(page: ResultPage) -> list[Place]:
    """The sections on a page of results, in its order."""
    return [(item.page, item.anchor) for item in page.results]
