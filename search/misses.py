"""Searches that found nothing, or nothing that anybody could have wanted: when one counts, and what people and files are shown of them. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Literal

from guidance import spreadsheet
from guidance.library import Library
from search import analysis
from search.aids import Aids
from search.intent import read_intent
from search.masking import listable
from search.results import ResultPage

OFTEN = 3
"""Times that a text must have been searched for before it is listed, or stands on any disk."""
DAYS = 90
"""Days for which anything is kept, the present one among them."""
LISTED = 500
"""Texts that are listed, of more the latest: whoever floods the list must not make it slow to read."""
Kind = Literal["empty", "weak"]


@dataclass(frozen=True)
class Miss:
    """A search that counts. `text`: what may be listed of its words, empty where nothing may. `kind`: without a result, or with a weak first page."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Day:
    """A day's searches: without a result, with a weak first page, and how many of both are never listed. `full`: new texts were no longer told apart."""

    day: datetime.date
    empty: int
    weak: int
    unlisted: int
    full: bool = False


@dataclass(frozen=True)
class Text:
    """A listed text, with its searches by day, newest first."""

    text: str
    days: tuple[tuple[datetime.date, int], ...]

    @property
    def total(self) -> int:
        """Its searches in all."""
        return sum(count for _, count in self.days)


@dataclass(frozen=True)
class Report:
    """What is known of the last 90 days. `days`: newest first. `texts`: those searched for last stand first, then the most frequent."""

    days: tuple[Day, ...] = ()
    texts: tuple[Text, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The report as JSON-ready keys and values."""
        return {
            "days": [
                {"day": item.day.isoformat(), "without_result": item.empty, "weak": item.weak, "never_listed": item.unlisted, "full": item.full}
                for item in self.days
            ],
            "texts": [
                {"text": item.text, "total": item.total, "days": [{"day": day.isoformat(), "count": count} for day, count in item.days]} for item in self.texts
            ],
        }


def read_miss(page: ResultPage, answered: bool, ours: Container[str]) -> Miss | None:
    """What to count of a search, or None where it was no miss.

    page: its first page of results, narrowed by nothing. answered: whether an answer or a signpost stood on it. ours: the site's own words. Raises nothing.
    """
    if answered or page.intent.clashes or not analysis.words(page.query) or not (page.weak or page.total == 0):
        return None
    return Miss("weak" if page.total else "empty", listable(page.did_you_mean or page.query, ours))


def first_day(today: datetime.date) -> datetime.date:
    """The oldest day of which anything is kept."""
    return today - datetime.timedelta(days=DAYS - 1)


def arrange(days: Iterable[Day], counts: Iterable[tuple[str, datetime.date, int]]) -> Report:
    """Put counts in their order. counts: text, day and searches; a text that has not been searched for often enough is left out."""
    texts: dict[str, dict[datetime.date, int]] = {}
    for text, day, count in counts:
        texts.setdefault(text, {})[day] = count
    found = [Text(text, tuple(sorted(by_day.items(), reverse=True))) for text, by_day in texts.items()]
    listed = sorted((item for item in found if item.total >= OFTEN), key=lambda item: (-item.days[0][0].toordinal(), -item.total, item.text))
    return Report(tuple(sorted(days, key=lambda item: item.day, reverse=True)), tuple(listed))


def narrow(report: Report, regulator: str, library: Library, aids: Aids) -> Report:
    """Only the texts whose own words name a regulator, or a profession of its register. The days stay: nobody noted for them who was meant."""
    return Report(report.days, tuple(item for item in report.texts if regulator in read_intent(item.text, library, aids.thesaurus).worlds))


def csv_text(report: Report) -> str:
    """The report as CSV (RFC 4180): the days' sums first, then each listed text by day."""
    counts = ((day.day, ("without a result", day.empty), ("weak", day.weak), ("never listed", day.unlisted)) for day in report.days)
    rows = [(day.isoformat(), what, "", count) for day, *sums in counts for what, count in sums]
    rows += [(day.isoformat(), "text", item.text, count) for item in report.texts for day, count in item.days]
    return spreadsheet.csv_text(("day", "what", "text", "searches"), rows, marked=False)
