"""Bar charts of tables: drawn as SVG beside the table that holds the same figures, which stays the text for everybody.

A chart is never the only carrier of a figure, so it is marked as an image with a one-line name and hidden from nobody.
"""

from __future__ import annotations

import re

from markupsafe import escape

from guidance.issues import Issue

BAR, GAP, LABEL, WIDTH = 22, 34, 16, 600
"""Height of a bar, distance below its label, height of a label, width of the drawing; in SVG units."""


def bar_chart(identifier: str, caption: str, tables: list[list[list[str]]], path: str, line: int, faults: list[Issue]) -> str:
    """Draw the first table: labels from its first column, one bar for each number in the others.

    Arguments: an id for the drawing; its caption; the section's tables as cells; where to report a table without numbers.
    Returns a `figure` element, or nothing where there is nothing to draw.
    """
    bars = _bars(tables[0]) if tables else []
    if not bars:
        faults.append(Issue(path, line, f"The chart “{caption}” has no table of numbers to draw.", "Give its section a table: labels first, then numbers."))
        return ""
    top = max(value for _, value, _ in bars) or 1.0
    drawn = []
    for number, (label, value, shown) in enumerate(bars):
        y = number * (LABEL + GAP)
        width = round(WIDTH * 0.82 * value / top, 1)
        drawn.append(
            f'<text x="0" y="{y + LABEL}" class="chart-label">{escape(label)}</text>'
            f'<rect x="0" y="{y + LABEL + 6}" width="{max(width, 1)}" height="{BAR - 6}" class="chart-bar"></rect>'
            f'<text x="{width + 8}" y="{y + LABEL + BAR - 4}" class="chart-value">{escape(shown)}</text>'
        )
    height = len(bars) * (LABEL + GAP)
    return (
        f'<figure class="chart"><svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="sr-{identifier}">'
        f'<title id="sr-{identifier}">{escape(caption)} The table above holds the same figures.</title>{"".join(drawn)}</svg>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _bars(table: list[list[str]]) -> list[tuple[str, float, str]]:
    heads, rows = table[0] if table else [], table[1:]
    bars = []
    for row in rows:
        for column, cell in enumerate(row[1:], start=1):
            number = re.fullmatch(r"[^\d−-]{0,3}(\d[\d,]{0,14}(?:\.\d{1,9})?)\s*(%|per cent)?(?:\D.*)?", cell, re.ASCII)
            if number:
                label = f"{row[0]}: {heads[column]}" if len(heads) > 2 and column < len(heads) else row[0]
                bars.append((label, float(number.group(1).replace(",", "")), cell))
    return bars
