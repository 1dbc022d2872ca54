"""The answer for programs, by the contract of `/api/v1/answer`. Pure."""

from __future__ import annotations

import datetime
from dataclasses import asdict, is_dataclass

from rules.answer import Answer, DatedDeadline
from rules.asked import Asked
from rules.requirements import RequirementState
from rules.variations import Branch, Change
from rules.wording import Reason


def as_json(found: Answer, asked: Asked | None = None) -> dict[str, object]:
    """The answer by the contract of `/api/v1/answer`.

    asked: how it is asked for; questions that were left open are then told under `skipped`, and are not asked next.
    """
    skipped = list(asked.skipped) if asked else []
    questions = [name for name in found.questions if name not in skipped]
    return {
        "profession": found.profession.id,
        "role": found.role.id,
        "regulator": found.regulator,
        "on": found.on.isoformat(),
        "outcome": found.outcome,
        "possible": list(found.possible),
        "parts": [{"of": name, "outcome": outcomes[0] if len(outcomes) == 1 else None, "possible": list(outcomes)} for name, outcomes in found.parts.items()],
        "headline": found.headline,
        "because": [_reason_json(item) for item in found.because],
        "do": list(found.do),
        "options": [{**course.option.model_dump(mode="json"), "citations": [_plain(each) for each in course.citations]} for course in found.options],
        "deadlines": [_deadline_json(item) for item in found.deadlines],
        "requirements": [_requirement_json(item) for item in found.requirements],
        "misunderstandings": [{**asdict(item), "citations": [_plain(each) for each in item.citations]} for item in found.misunderstandings],
        "letters": [{**asdict(item), "citations": [_plain(each) for each in item.citations]} for item in found.letters],
        "assumed": {item.id: {"value": item.value, "words": item.words, "asks": list(item.asks)} for item in found.assumed},
        "ask_next": questions[0] if questions else None,
        "questions": questions,
        "skipped": skipped,
        "branches": [_branch_json(item) for item in found.branches],
        "would_change": [_change_json(item) for item in found.would_change],
        "limits": [_reason_json(item) for item in found.limits],
        "advice": [_reason_json(item) for item in found.advice],
        "recheck": {**asdict(found.recheck), "rows": list(found.recheck.rows)} if found.recheck else None,
        "facts": {name: _plain(value) for name, value in sorted({**found.settled, **found.told}.items())},
    }


def _branch_json(item: Branch) -> dict[str, object]:
    parts = {name: list(outcomes) for name, outcomes in item.parts.items()}
    return {"value": item.value, "words": item.words, "possible": list(item.outcomes), "parts": parts}


def _change_json(item: Change) -> dict[str, object]:
    parts = {name: list(outcomes) for name, outcomes in item.parts.items()}
    return {"fact": item.input, "value": item.value, "words": item.words, "possible": list(item.outcomes), "better": item.better, "parts": parts}


def _requirement_json(item: RequirementState) -> dict[str, object]:
    return {**asdict(item), "presumed": list(item.presumed), "tell": list(item.tell), "citations": [_plain(each) for each in item.citations]}


def _reason_json(item: Reason) -> dict[str, object]:
    return {"text": item.text, "row": item.row, "do": list(item.do), "outcome": item.outcome, "citations": [_plain(each) for each in item.citations]}


def _deadline_json(item: DatedDeadline) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
        "kind": item.kind,
        "date": _plain(item.date),
        "formula": item.formula,
        "overdue": item.overdue,
        "citation": _plain(item.citations[0]) if item.citations else None,
    }


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(item) for name, item in asdict(value).items()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
