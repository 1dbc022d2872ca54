"""A tour as JSON, by the contract of `/api/v1/plan`. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass

from rules.tour.overview import Line, Row
from rules.tour.plan import Reading

Answered = Callable[[Line, Row, int], str]


def as_json(reading: Reading, lines: Sequence[Line], answered: Answered) -> dict[str, object]:
    """All of a tour.

    answered: how to make the address of the full answer for one way of a point.
    """
    return {"plan": dict(sorted(reading.told.items())), "registers": [_line(line, answered) for line in lines]}


def _line(line: Line, answered: Answered) -> dict[str, object]:
    register = line.register
    return {
        "regulator": register.table.regulator,
        "profession": register.profession.id,
        "verdict": line.verdict,
        "state": line.state,
        "stages": [
            {"role": each.role.id, "start": each.start.isoformat(), "end": each.end.isoformat(), "facts": _plain(each.facts)} for each in register.stages
        ],
        "points": [_row(line, row, answered) for row in line.rows],
        "assumed": list(line.assumed),
    }


def _row(line: Line, row: Row, answered: Answered) -> dict[str, object]:
    moment = row.point.moment
    ways = zip(moment.ways, row.point.answers, strict=True)
    return {
        "date": moment.day.isoformat(),
        "kind": moment.kind,
        "name": row.name,
        "stage": moment.stage + 1,
        "held_before": moment.held,
        "held_after": moment.after,
        "outcome": moment.possible[0] if len(moment.possible) == 1 else None,
        "possible": list(moment.possible),
        "parts": {name: list(outcomes) for name, outcomes in row.point.parts.items()},
        "ways": [
            {
                "words": way.words,
                "facts": _plain(way.facts),
                "possible": list(found.possible),
                "headline": found.headline,
                "because": [{"row": item.row, "text": item.text, "citations": _plain(item.citations)} for item in (*found.limits, *found.because)],
                "do": list(found.do),
                "url": answered(line, row, place),
            }
            for place, (way, found) in enumerate(ways)
        ],
        "last_dates": [{"id": each.id, "name": each.name, "date": each.day.isoformat(), "citations": _plain(each.citations)} for each in row.last_dates],
        "changes": [
            {"words": each.words, "stage": each.stage + 1, "facts": _plain(dict(each.told)), "months": each.months, "whole_plan": each.whole}
            for each in row.changes
        ],
        "costs": [{"words": each.words, "citations": _plain(each.citations)} for each in row.costs],
    }


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(item) for name, item in asdict(value).items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(name): _plain(item) for name, item in value.items()}
    return value
