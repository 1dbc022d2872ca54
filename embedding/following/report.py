"""The report of what stands on other sites' pages, as a table for a spreadsheet and as JSON. Pure."""

from __future__ import annotations

from embedding.following.standing import Line, Report
from guidance.model import Date
from guidance.spreadsheet import csv_text

COLUMNS = (
    "Asked for", "Id", "Kind", "Title", "State", "Page", "Embed", "In force since", "Last checked", "Next check by", "Changed in the last 30 days",
    "What changed", "Being re-checked", "Withdrawn on", "Why", "Replaced by", "Page of that", "Feed", "Remark", "As of", "Digest of the content",
)  # fmt: skip


def as_csv(report: Report) -> str:
    """The report as CSV, dates as 2026-12-31."""
    return csv_text(COLUMNS, (_row(line, report) for line in report.lines), marked=True)


def _row(line: Line, report: Report) -> list[str]:
    return [
        line.asked, line.id, line.kind, line.title, line.state, line.url, line.embed, _day(line.since) or "", _day(line.checked) or "",
        _day(line.next_check) or "", _day(line.changed_on) or "", line.change, line.rechecking, _day(line.withdrawn_on) or "", line.reason, line.instead,
        line.instead_url, line.feed, line.remark, report.on.isoformat(), report.digest,
    ]  # fmt: skip


def as_dict(report: Report) -> dict[str, object]:
    """The report as JSON."""
    return {"on": report.on.isoformat(), "digest": report.digest, "embeds": [_line(line) for line in report.lines]}


def _line(line: Line) -> dict[str, object]:
    return {
        "asked": line.asked,
        "id": line.id or None,
        "kind": line.kind or None,
        "title": line.title or None,
        "state": line.state,
        "url": line.url or None,
        "embed": line.embed or None,
        "feed": line.feed or None,
        "in_force_from": _day(line.since),
        "checked": _day(line.checked),
        "next_check": _day(line.next_check),
        "changed": {"on": _day(line.changed_on), "change": line.change} if line.changed_on else None,
        "recheck": line.rechecking or None,
        "withdrawn": {"on": _day(line.withdrawn_on), "reason": line.reason} if line.withdrawn_on else None,
        "replaced_by": {"id": line.instead, "url": line.instead_url} if line.instead else None,
        "remark": line.remark or None,
    }


def _day(day: Date | None) -> str | None:
    return day.isoformat() if day else None
