"""What is due for a look: pages, rows and cells by the date of their next check, and reports of regulators to which nobody has replied. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from guidance.library import Library, page_url
from guidance.model import FAQ, Date
from rules import reports
from rules.table import Table

AHEAD = datetime.timedelta(days=31)
"""How long before its date a look is listed."""
SEVERAL = "several"
"""Under which FAQs of more than one regulator stand."""


@dataclass(frozen=True)
class Due:
    """Something that somebody has to look at. by: the day by which. since: for a report, when it came. owner: for a report, the part that replies."""

    kind: Literal["report", "page", "row"]
    regulator: str
    name: str
    url: str
    by: Date
    overdue: bool
    since: Date | None = None
    owner: str = ""

    def as_dict(self) -> dict[str, object]:
        """As JSON."""
        return {
            "kind": self.kind,
            "regulator": self.regulator,
            "name": self.name,
            "url": self.url,
            "by": self.by.isoformat(),
            "overdue": self.overdue,
            "since": self.since.isoformat() if self.since else None,
            "owner": self.owner or None,
        }


def due(library: Library, tables: Mapping[str, Table], on: Date) -> dict[str, list[Due]]:
    """What is due on a date or within AHEAD of it, by regulator in the order of the list, `several` last; the longest overdue first. None is left out."""
    found: dict[str, list[Due]] = {name: [] for name in (*library.regulators, SEVERAL)}
    for item in (*_pages(library, on), *(each for table in tables.values() for each in (*_rows(table, on), *_reports(table, on)))):
        if item.kind == "report" or item.by - on <= AHEAD:
            found[item.regulator].append(item)
    return {name: sorted(items, key=lambda item: (item.by, item.kind, item.name)) for name, items in found.items()}


def _pages(library: Library, on: Date) -> Iterator[Due]:
    for version in library.current(on):
        names = version.meta.regulators if version.collection == FAQ else (version.collection,)
        yield Due(
            "page", names[0] if len(names) == 1 else SEVERAL, version.meta.title, page_url(version), version.meta.next_check, version.meta.next_check < on
        )


def _rows(table: Table, on: Date) -> Iterator[Due]:
    for row in table.rows:
        if row.until is None or on < row.until:
            yield Due("row", table.regulator, f"Row {row.id}", f"/rules/{table.regulator}/rows/{row.id}", row.next_check, row.next_check < on)


def _reports(table: Table, on: Date) -> Iterator[Due]:
    for report in reports.doubts(table.reports).values():
        url = f"/rules/{table.regulator}/rows/{report.row}"
        yield Due("report", table.regulator, f"Row {report.row}", url, report.reply_by, report.reply_by < on, report.on, report.owner)
