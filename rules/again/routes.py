"""The address at which an earlier answer is pasted back, and its twin for programs."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, g, jsonify, render_template
from flask.typing import ResponseReturnValue

from guidance.library import Library
from guidance.routes import Misread, parameters
from rules.again.comparison import Difference, differences
from rules.again.printed import Printed, Unreadable, read
from rules.answer import Answer, answer
from rules.outcomes import WORDS

blueprint = Blueprint("again", __name__)
KINDS = {
    "outcome": "The outcome",
    "reason": "The reasons",
    "step": "What to do",
    "date": "Dates",
    "requirement": "What the scheme asks",
    "passage": "Passages with a newer wording",
    "number": "Numbers of the scheme",
}


@blueprint.get("/answer/again")
def page() -> ResponseReturnValue:
    """A form for the address of an earlier answer; with one, what has changed since."""
    told = parameters("address", "printed")
    g.personal = bool(told)
    fault, found = "", None
    if told:
        try:
            found = _both(told)
        except Unreadable as error:
            fault = str(error)
    view = render_template("rules/again.html", told=told, fault=fault, found=found, kinds=KINDS, words=WORDS)
    return (view, 400) if fault else view


@blueprint.get("/api/v1/answer/again")
def twin() -> ResponseReturnValue:
    """What has changed since an answer was printed, as JSON."""
    told = parameters("address", "printed")
    g.personal = True
    try:
        printed, then, now, changed = _both(told)
    except Unreadable as error:
        raise Misread(str(error), "/answer/again") from None
    return jsonify(
        {
            "printed": printed.day.isoformat(),
            "today": now.on.isoformat(),
            "url": printed.asked.link(on=None),
            "before": {"outcome": then.outcome, "possible": list(then.possible), "headline": then.headline},
            "after": {"outcome": now.outcome, "possible": list(now.possible), "headline": now.headline},
            "changes": [asdict(item) for item in changed],
            "dropped": list(printed.dropped),
        }
    )


def _both(told: dict[str, str]) -> tuple[Printed, Answer, Answer, list[Difference]]:
    """The print, its answer then and today, and what is different."""
    library: Library = g.release.library
    printed = read(told.get("address", ""), told.get("printed", ""), library, g.release.tables, g.today)
    person, post = library.professions[printed.asked.profession], library.roles[printed.asked.role]
    table = g.release.tables[person.regulator]
    then, now = (answer(table, library, person, post, printed.told, day) for day in (printed.day, g.today))
    return printed, then, now, differences(then, now)
