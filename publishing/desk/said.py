"""What commands say: each result as words for people and as data for machines. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from guidance.diff import Difference
from guidance.issues import ContentError, Issue, errors
from guidance.spans import Span
from publishing.access.tokens import Token
from publishing.desk.reports import Letter
from publishing.desk.submission import Submission
from publishing.findings import Findings
from publishing.ledger.audit import Line
from publishing.refusals import Refused
from rules.reports import Report

Shape = Literal["text", "json"]
MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
"""How spans of a difference are written: words that went, and words that came."""


@dataclass(frozen=True)
class Said:
    """A result. code: with which the command ends."""

    text: str
    data: object
    code: int = 0

    def shaped(self, shape: Shape) -> str:
        """The result as it is written."""
        return json.dumps(self.data, indent=2, ensure_ascii=False) if shape == "json" else self.text


def refused(error: Refused) -> Said:
    """An act that was not done."""
    kind = type(error).__name__
    return Said(str(error), {"refused": kind, "what": error.what, "remedy": error.remedy, "where": error.where}, 3)


def faulty(error: ContentError) -> Said:
    """Content that has errors."""
    return Said("\n".join(map(str, error.issues)), {"issues": [issue.as_dict() for issue in error.issues]}, 1)


def submission(found: Submission) -> Said:
    """A submission and what comes next."""
    return Said("\n".join([_line(found), *_next(found)]), found.as_dict())


def submissions(found: Sequence[Submission]) -> Said:
    """A list of submissions."""
    lines = [_line(item) for item in found] or ["Nothing has been submitted."]
    return Said("\n".join(lines), [item.as_dict() for item in found])


def _line(found: Submission) -> str:
    announced = f", announced on {found.announce}" if found.announce else ""
    return f"{found.id}  {found.state:<9}  {found.address}  by {found.label}, {found.at:%Y-%m-%d %H:%M} UTC{announced}"


def _next(found: Submission) -> list[str]:
    if found.state == "submitted":
        return [f"A colleague approves it: flask --app app publish approve {found.id}", f"etag {found.etag}"]
    if found.state == "approved":
        return [f"It is released by itself on {found.announce}."]
    if found.state == "released":
        return [f"Released in {found.release}."]
    return [found.history[-1].why] if found.history and found.history[-1].why else []


def findings(found: Findings) -> Said:
    """What a dry run found. Ends with 1 if there are errors."""
    lines = [*map(str, found.issues)]
    if found.difference:
        lines += ["", *_difference(found.difference)]
    lines += ["", *found.impact.lines, "", _count(found.issues)]
    return Said("\n".join(lines).strip(), found.as_dict(), 1 if found.errors else 0)


def _count(issues: Sequence[Issue]) -> str:
    wrong = len(errors(issues))
    return f"{wrong} errors, {len(issues) - wrong} warnings. Nothing was submitted."


def difference(found: Difference | None) -> Said:
    """The page of a submission against the version that it follows."""
    if found is None:
        return Said("This submission has no page: it brings evidence or dated numbers only.", None)
    return Said("\n".join(_difference(found)), found.as_dict())


def _difference(found: Difference) -> list[str]:
    against = f"against {found.before}" if found.before else "which is new"
    lines = [f"{found.page} as of {found.after}, {against}:"]
    lines += [f"  {name}: {_spans(spans)}" for name, spans in (("Title", found.title), ("Summary", found.summary)) if _differs(spans)]
    lines += [f"  {field.name}: {', '.join(field.before) or 'none'} -> {', '.join(field.after) or 'none'}" for field in found.fields]
    for section in found.changed:
        lines.append(f"  {section.kind}: #{section.anchor}")
        lines += [f"    {_spans(spans)}" for spans in (section.heading, section.spans) if _differs(spans)]
        lines += [f"    evidence gained: {', '.join(section.gained)}"] if section.gained else []
        lines += [f"    evidence lost: {', '.join(section.lost)}"] if section.lost else []
    return lines if len(lines) > 1 else [*lines, "  Readers will find nothing different."]


def _differs(spans: Iterable[Span]) -> bool:
    return any(kind != "same" for kind, _ in spans)


def _spans(spans: Iterable[Span]) -> str:
    return " ".join(MARKS[kind].format(words) for kind, words in spans)


def made(token: Token, secret: str) -> Said:
    """A token that was made, with its secret, for the only time."""
    lines = [f"Token {token.id} for {token.label}: {token.regulator}, {' and '.join(token.scopes)}, until {token.expires:%Y-%m-%d}.", secret]
    lines.append("Hand this over safely. It is not kept, and cannot be shown again.")
    return Said("\n".join(lines), {**_plain(token), "secret": secret})


def tokens(found: Sequence[Token], states: Mapping[str, str]) -> Said:
    """All tokens, without what proves them. states: by id."""
    lines = [f"{item.id}  {states[item.id]:<7}  {item.regulator}  {'+'.join(item.scopes)}  until {item.expires:%Y-%m-%d}  {item.label}" for item in found]
    return Said("\n".join(lines or ["There are no tokens."]), [{**_plain(item), "state": states[item.id]} for item in found])


def _plain(token: Token) -> dict[str, object]:
    return token.model_dump(mode="json", exclude={"salt", "digest"})


def revoked(token: Token) -> Said:
    """A token that ended."""
    return Said(f"Token {token.id} of {token.label} was revoked on {token.revoked:%Y-%m-%d %H:%M} UTC.", _plain(token))


def audited(lines: Sequence[Line]) -> Said:
    """The audit log, oldest first."""
    texts = [f"{line.n:>5}  {line.at:%Y-%m-%d %H:%M:%S}  {line.who:<10}  {line.what:<13}  {line.of}" for line in lines]
    return Said("\n".join(texts or ["The audit log is empty."]), [line.model_dump(mode="json") for line in lines])


def verified(faults: Sequence[str], lines: Sequence[Line]) -> Said:
    """What verifying the audit log found. Ends with 1 if it is broken."""
    last = f"{lines[-1].n} {lines[-1].hash}" if lines else "none"
    if faults:
        return Said("\n".join([*faults, "The audit log is broken. Compare it with a backup."]), {"unbroken": False, "faults": list(faults), "last": last}, 1)
    return Said(f"The audit log is unbroken: {len(lines)} lines. The last is {last}", {"unbroken": True, "faults": [], "last": last})


def reported(report: Report) -> Said:
    """A row that is doubted, or was."""
    if report.answered:
        return Said(f"The report of row {report.row} is closed: answered on {report.answered}.", report.model_dump(mode="json"))
    text = f"Row {report.row} is marked as doubted for readers. The {report.owner} replies by {report.reply_by}."
    return Said(text, report.model_dump(mode="json"))


def reports(found: Sequence[tuple[str, Report, Letter | None]]) -> Said:
    """All reports with what was written."""
    lines, data = [], []
    for regulator, item, letter in found:
        state = f"answered {item.answered}" if item.answered else f"reply by {item.reply_by}"
        lines.append(f"{regulator} {item.row}  {state}  {item.owner}  reported {item.on}")
        lines += [f"  {text}" for text in (letter.why, letter.reply) if text] if letter else []
        data.append({"regulator": regulator, **item.model_dump(mode="json"), "letter": letter.model_dump() if letter else None})
    return Said("\n".join(lines or ["No row was reported."]), data)
