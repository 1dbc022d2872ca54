"""Addresses of what changes, as a page, as feeds and as JSON, and of what is due for a look."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, Response, abort, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import addresses
from guidance.dates import month_in_words
from guidance.routes import Misread, as_of, library, parameters, site_address
from rules.telling.changes import Entry, Wanted, entries
from rules.telling.due import AHEAD, Due, due
from rules.telling.feeds import Feed, feed
from rules.telling.words import answers, as_dict, people, title

blueprint = Blueprint("telling", __name__)
FILTERS = ("regulator", "profession", "role", "page")


@blueprint.get("/changes")
def changes() -> ResponseReturnValue:
    """What changed, and what is announced, by month."""
    wanted, found = _found(*FILTERS, "on")
    months: dict[str, list[Entry]] = {}
    for entry in found:
        months.setdefault(month_in_words(entry.date), []).append(entry)
    return render_template(
        "rules/changes.html", months=months, wanted=wanted, title=title(wanted, library()), feed=_feed(wanted, found),
        people=lambda entry: people(entry, library()), answers=lambda entry: answers(entry.touched, library()),
    )  # fmt: skip


@blueprint.get("/changes.atom")
def atom() -> ResponseReturnValue:
    """The same as an Atom feed."""
    made = _feed(*_found(*FILTERS))
    return Response(render_template("rules/changes.xml", feed=made), mimetype="application/atom+xml")


@blueprint.get("/changes.json")
def json_feed() -> ResponseReturnValue:
    """The same as a JSON Feed."""
    response = jsonify(_feed(*_found(*FILTERS)).as_dict())
    response.mimetype = "application/feed+json"
    return response


@blueprint.get("/api/v1/changes")
def changes_json() -> ResponseReturnValue:
    """The same, newest first, as JSON."""
    _, found = _found(*FILTERS, "on")
    return jsonify([as_dict(entry, library()) for entry in found])


@blueprint.get("/due")
def due_page() -> ResponseReturnValue:
    """What somebody has to look at, by regulator: pages, rows, and reports of regulators."""
    regulator, found = _due()
    return render_template("rules/due.html", groups=found, regulator=regulator, month=AHEAD)


@blueprint.get("/api/v1/due")
def due_json() -> ResponseReturnValue:
    """The same as JSON."""
    _, found = _due()
    return jsonify({"on": g.on.isoformat(), "due": [item.as_dict() for _, items in found for item in items]})


def _due() -> tuple[str, list[tuple[str, list[Due]]]]:
    told = parameters("regulator", "on")
    as_of(told.get("on", ""))
    regulator = told.get("regulator", "")
    if regulator and regulator not in library().regulators:
        raise _unknown("regulator", regulator, told)
    found = due(library(), g.release.tables, g.on)
    return regulator, [(name, items) for name, items in found.items() if regulator in ("", name)]


def _found(*allowed: str) -> tuple[Wanted, list[Entry]]:
    """The changes that the address asks for, and how it says it. Sets the date of the request.

    Raises Misread for what is not in our lists, and a redirect for a page that has another id now.
    """
    told, held = parameters(*allowed), library()
    if moved := held.moved.get(told.get("page", "")):
        abort(redirect(f"{addresses.escaped(request.path)}?{addresses.Parameters({**told, 'page': moved.to}).query()}", 301))
    as_of(told.get("on", ""))
    lists: dict[str, Collection[str]] = {"regulator": held.regulators, "profession": held.professions, "role": held.roles, "page": held.pages}
    for name, known in lists.items():
        if told.get(name) and told[name] not in known:
            raise _unknown(name, told[name], told)
    wanted = Wanted(
        told.get("regulator", ""),
        held.professions.get(told.get("profession", "")),
        held.roles.get(told.get("role", "")),
        held.pages.get(told.get("page", "")),
    )
    return wanted, [entry for entry in entries(held, g.release.tables, g.on) if wanted.takes(entry)]


def _unknown(name: str, value: str, told: dict[str, str]) -> Misread:
    rest = addresses.Parameters({other: text for other, text in told.items() if other != name}).query()
    return Misread(f"“{addresses.shown(value)}” is not a {name} of ours.", addresses.escaped(request.path) + (f"?{rest}" if rest else ""))


def _feed(wanted: Wanted, found: list[Entry]) -> Feed:
    return feed(found, wanted, library(), site_address(), g.today)
