"""A table for programs and spreadsheets: its rows and worked cases as CSV, one row as JSON. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import asdict

from rules.checking.row_sheet import RowSheet
from rules.checking.table_sheet import STAGES, CaseLine, TableSheet
from rules.checking.words import Alternative, in_one_line
from rules.citations import Citation, passages

ROW_HEADINGS = (
    "regulator", "as_of", "content", "stage", "row", "in_force_from", "in_force_until", "conditions", "outcome", "parts", "headline", "text", "steps",
    "options", "facts", "sections", "sections_in_force_from", "section_facts", "confirm", "checked", "next_check", "being_rechecked", "url",
)  # fmt: skip
CASE_HEADINGS = (
    "regulator",
    "as_of",
    "content",
    "case",
    "title",
    "decided_on",
    "facts",
    "expected",
    "decided",
    "rows_deciding",
    "rows_landed",
    "agrees",
    "url",
)
KINDS = (
    "inputs", "derived", "parameters", "deadlines", "options", "requirements", "misunderstandings", "letters", "conditions", "rows", "cases",
)  # fmt: skip
"""What the JSON of a table holds of it."""


def rows(sheet: TableSheet) -> Iterator[tuple[str, ...]]:
    """One line for each row in force or ahead, under ROW_HEADINGS."""
    for row in sheet.rows:
        cited = sheet.cite(row.facts)
        yield (
            sheet.table.regulator, sheet.on.isoformat(), sheet.library.digest, row.stage, row.id, _day(row.since), _day(row.until),
            in_one_line(sheet.when(row.when)) or "Everybody who is left", row.outcome or "", "; ".join(f"{of}: {found}" for of, found in row.parts.items()),
            sheet.fill(row.headline), sheet.fill(row.because), "\n".join(sheet.fill(step) for step in row.do), " ".join(row.options),
            " ".join(row.facts), *passages(cited), "yes" if any(item.confirm for item in cited) else "no",
            row.checked.isoformat(), row.next_check.isoformat(), sheet.rechecked(row), f"/rules/{sheet.table.regulator}/rows/{row.id}",
        )  # fmt: skip


def cases(sheet: TableSheet) -> Iterator[tuple[str, ...]]:
    """One line for each worked case, under CASE_HEADINGS."""
    for line in sheet.cases:
        result, case = line.result, line.result.case
        yield (
            sheet.table.regulator, sheet.on.isoformat(), sheet.library.digest, case.id, case.title, case.on.isoformat(),
            "; ".join(f"{name}={value}" for name, value in case.facts.items()), " ".join(result.expected), " ".join(result.possible),
            " ".join(result.deciders), " ".join(sorted(result.landed)), "yes" if result.agrees else "no", line.url,
        )  # fmt: skip


def table_json(sheet: TableSheet) -> dict[str, object]:
    """A whole table, what of it is in force, and what comes out for its worked cases."""
    dumped = {kind: [item.model_dump(mode="json", by_alias=True) for item in getattr(sheet.table, kind)] for kind in KINDS}
    return {
        "regulator": sheet.table.regulator,
        "on": sheet.on.isoformat(),
        "digest": sheet.library.digest,
        **dumped,
        "rows_in_force": [row.id for row in sheet.table.in_force(sheet.on, *STAGES)],
        "results": [case_json(line) for line in sheet.cases],
    }


def row_json(found: RowSheet) -> dict[str, object]:
    """A row with what it rests on."""
    sheet, row, lock = found.sheet, found.row, found.lock
    return {
        "regulator": sheet.table.regulator,
        "on": sheet.on.isoformat(),
        "digest": sheet.library.digest,
        "row": row.model_dump(mode="json", by_alias=True),
        "conditions": [alternative_json(clauses) for clauses in found.when],
        "headline": sheet.fill(row.headline),
        "because": sheet.fill(row.because),
        "do": [sheet.fill(step) for step in row.do],
        "facts": [fact.model_dump(mode="json", by_alias=True) for fact in found.facts],
        "citations": [citation_json(item) for item in sheet.cite(row.facts)],
        "passages": [{"url": item.url, "version": item.version.stamp, "heading": item.section.heading, "text": item.section.text} for item in found.places],
        "cases": [case_json(line) for line in found.cases],
        "checked_against": lock.model_dump(mode="json") if lock else None,
        "changes": [asdict(change) for change in found.changes],
        "recheck": sheet.rechecked(row) or None,
    }


def alternative_json(clauses: Alternative) -> list[dict[str, object]]:
    """The clauses of one alternative of a condition."""
    return [{"about": item.about, "asks": item.asks or None, "refused": item.refused, "answers": list(item.answers)} for item in clauses]


def citation_json(item: Citation) -> dict[str, object]:
    """A passage with its day as text."""
    return {**asdict(item), "facts": list(item.facts), "in_force_from": item.in_force_from.isoformat()}


def case_json(line: CaseLine) -> dict[str, object]:
    """What the table says of a worked case."""
    result = line.result
    return {
        "id": result.case.id,
        "title": result.case.title,
        "on": result.case.on.isoformat(),
        "expected": list(result.expected),
        "decided": list(result.possible),
        "decided_by": list(result.deciders),
        "rows": sorted(result.landed),
        "agrees": result.agrees,
        "url": line.url or None,
    }


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""
