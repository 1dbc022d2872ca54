"""Addresses of what is made of an answer: the calendar file and the letters. They tell what the answer's own address tells; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from rules.answer import Answer
from rules.asked import Asked
from rules.calendar import calendar_file, dates_to_tell, entries
from rules.letters import Draft
from rules.routes import reading

blueprint = Blueprint("calendar", __name__)
CALENDAR = "calendar.ics"
MOST_NAMED = 3
"""How many questions a page names that has no dates to give."""


class NotMade(NotFound):
    """Something that this answer does not give: why, and the way back to the answer."""

    def __init__(self, title: str, detail: str, asked: Asked) -> None:
        super().__init__(detail)
        self.details = {"title": title, "detail": detail, "link": asked.link(ask=None), "link_words": "Go to the answer"}


@blueprint.get(f"/answer/<profession>/<role>/{CALENDAR}")
def file(profession: str, role: str) -> ResponseReturnValue:
    """The dates of an answer as a calendar file. A diary is for today, so `on` is dropped by a redirect."""
    asked, answer = _read(profession, role)
    if asked.on:
        return redirect(asked.made(CALENDAR, on=None))
    found = entries(answer, request.host_url.rstrip("/"))
    if not found:
        raise NotMade("There are no dates for a calendar yet", _untold(answer), asked)
    response = current_app.response_class(calendar_file(found, answer.on), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="stay-registered-{answer.regulator}.ics"'
    return response


def _untold(answer: Answer) -> str:
    questions = [item.question for item in dates_to_tell(answer)][:MOST_NAMED]
    return f"Answer one of these first: {_quoted(questions)}" if questions else "Nothing that you told us leads to a date from today on."


def _quoted(texts: Iterable[str]) -> str:
    return " ".join(f"“{text}”" for text in texts)


@blueprint.get("/answer/<profession>/<role>/letter/<name>")
def letter(profession: str, role: str, name: str) -> ResponseReturnValue:
    """A draft letter, with what it rests on."""
    asked, answer, draft = _letter(profession, role, name)
    plain = asked.made(f"letter/{name}.txt")
    return render_template("rules/letter.html", draft=draft, blocks=draft.blocks(g.today), plain=plain, answer=answer, back=asked.link(ask=None))


@blueprint.get("/answer/<profession>/<role>/letter/<name>.txt")
def letter_text(profession: str, role: str, name: str) -> ResponseReturnValue:
    """A draft letter as plain text."""
    _, _, draft = _letter(profession, role, name)
    return current_app.response_class(draft.text(g.today), content_type="text/plain; charset=utf-8")


def _letter(profession: str, role: str, name: str) -> tuple[Asked, Answer, Draft]:
    """Raises NotFound for a letter for which no row of the answer calls: out of place it would ask the wrong things."""
    asked, answer = _read(profession, role)
    for draft in answer.letters:
        if draft.id == name:
            return asked, answer, draft
    raise NotMade("This letter does not belong to this answer", "No row of this answer calls for it. The answer names the letters that fit.", asked)


def _read(profession: str, role: str) -> tuple[Asked, Answer]:
    """The answer that an address asks for. What is made of it is always a person's own."""
    found = reading(profession, role)
    g.personal = True
    return found.asked, found.answer()
