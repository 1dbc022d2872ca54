"""Tables as CSV (RFC 4180) that a spreadsheet opens as they are. Pure.

It begins with a byte order mark: Excel takes a file without one for a Windows code page and spoils every pound sign. Readers of `utf-8-sig` lose it again.
Every row says of which day and content it is, and the first row alone is headings, so that a program can read it as it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from rules.citations import Citation

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


def sheet(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Headings and rows as CSV with a byte order mark, lines ended by CRLF. A cell that would be read as a formula begins with an apostrophe."""
    stream = io.StringIO(newline="")
    stream.write("\ufeff")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return stream.getvalue()


def passages(citations: Iterable[Citation]) -> tuple[str, str, str]:
    """For three columns, entry by entry in the same order: the addresses of passages, the days from which they are in force, and their facts."""
    found = list(citations)
    days = (item.in_force_from.isoformat() for item in found)
    return " ".join(item.url for item in found), " ".join(days), " ".join("+".join(item.facts) for item in found)
