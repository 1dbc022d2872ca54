"""Tables as CSV (RFC 4180), lines ended by CRLF, that a spreadsheet opens as they are. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]], *, marked: bool) -> str:
    """Headings and rows as CSV. Cells that a spreadsheet would take for a formula begin with an apostrophe.

    marked: whether it begins with a byte order mark. For people it does: Excel takes a file without one for a Windows code page and spoils every pound
    sign, and readers of `utf-8-sig` lose it again. For programs alone it does not: others would take it for a part of the first heading.
    """
    stream = io.StringIO(BYTE_ORDER_MARK if marked else "", newline="")
    stream.seek(0, io.SEEK_END)
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return stream.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in tuple("=+-@") or cell[:1] in tuple("\t\r\n") else cell
