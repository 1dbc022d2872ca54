"""Addresses of the comparisons: the four schemes side by side, and all professions for one role; as pages, CSV and JSON. The same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import NoReturn

from flask import Blueprint, abort, current_app, g, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from guidance.library import Library
from guidance.model import Role
from guidance.recent import Recent
from guidance.routes import as_of, parameters
from guidance.spreadsheet import csv_text
from rules.citations import Citation
from rules.compare.by_role import HEADINGS as ROLE_HEADINGS
from rules.compare.by_role import Group, Parts, Verdict, by_role
from rules.compare.by_role import rows as role_rows
from rules.compare.comparison import PATH, read_comparison
from rules.compare.schemes_side import HEADINGS, Line, rows, side_by_side
from rules.outcomes import WORDS

blueprint = Blueprint("compare", __name__)
TEXTS = Recent(128)
"""Comparisons as they were sent, because one of a role takes as long as 26 answers. About 60 kB each."""


@blueprint.get("/compare")
def schemes() -> ResponseReturnValue:
    """The four schemes side by side; with a role, on to the professions in it."""
    told = parameters("on", "role")
    as_of(told.get("on", ""))
    if role := told.get("role"):
        found: Role = g.release.library.roles.get(role) or _nothing()
        return redirect(_dated(url_for("compare.by_role", role=found.id)))
    return _kept("schemes", "", lambda: render_template("rules/compare.html", lines=_lines(), dated=_dated))


@blueprint.get("/compare.csv")
def schemes_sheet() -> ResponseReturnValue:
    """The four schemes side by side, as CSV."""
    as_of(parameters("on").get("on", ""))
    return _sheet(_kept("schemes sheet", "", lambda: csv_text(HEADINGS, rows(_lines(), g.release.digest, g.on), marked=True)), "schemes")


@blueprint.get("/api/v1/compare")
def schemes_json() -> ResponseReturnValue:
    """The four schemes side by side, as JSON."""
    as_of(parameters("on").get("on", ""))
    return jsonify({"on": g.on.isoformat(), "digest": g.release.digest, "subjects": [_line_json(line) for line in _lines()]})


@blueprint.get("/compare/<role>", endpoint="by_role")
def role_page(role: str) -> ResponseReturnValue:
    """All professions in one role."""
    post = _role(role)
    return _kept("role", role, lambda: render_template("rules/compare-role.html", role=post, groups=_groups(post), words=WORDS, dated=_dated))


@blueprint.get("/compare/<role>.csv")
def role_sheet(role: str) -> ResponseReturnValue:
    """All professions in one role, as CSV."""
    post = _role(role)
    return _sheet(_kept("role sheet", role, lambda: csv_text(ROLE_HEADINGS, role_rows(_groups(post), post, g.release.digest, g.on), marked=True)), role)


@blueprint.get("/api/v1/compare/<role>")
def role_json(role: str) -> ResponseReturnValue:
    """All professions in one role, as JSON."""
    post = _role(role)
    library: Library = g.release.library

    def make() -> str:
        signposts = [{"id": item.id, "name": item.name, "body": item.body, "url": f"/elsewhere/{item.id}"} for item in library.corpus.signposts]
        whole = {"role": post.id, "on": g.on.isoformat(), "digest": g.release.digest, "groups": [_group_json(item, post) for item in _groups(post)]}
        return jsonify({**whole, "signposts": signposts}).get_data(as_text=True)

    return current_app.response_class(_kept("role json", role, make), mimetype="application/json")


def _role(name: str) -> Role:
    """The role of an address, and the date of its `on`."""
    as_of(parameters("on").get("on", ""))
    found: Role = g.release.library.roles.get(name) or _nothing()
    return found


def _lines() -> tuple[Line, ...]:
    """Raises 404 where the release is older than the comparison."""
    comparison, _ = read_comparison(g.release.files.get(PATH, b""))
    return side_by_side(comparison, g.release.tables, g.release.library, g.on) or _nothing()


def _groups(role: Role) -> tuple[Group, ...]:
    return by_role(g.release.tables, g.release.library, role, g.on)


def _kept(kind: str, name: str, make: Callable[[], str]) -> str:
    return TEXTS.get((g.today, g.on, kind, name), g.release.library, make)


def _dated(path: str) -> str:
    """An address of ours for the same date as this page."""
    return path if g.on == g.today else f"{path}?on={g.on.isoformat()}"


def _sheet(text: str, name: str) -> Response:
    response: Response = current_app.response_class(text.encode("utf-8"), mimetype="text/csv", content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="stay-registered-{name}-{g.on.isoformat()}.csv"'
    return response


def _line_json(line: Line) -> dict[str, object]:
    return {
        "id": line.subject.id,
        "title": line.subject.title,
        "cells": [
            {
                "regulator": side.regulator.id,
                "text": side.text or None,
                "from": side.since.isoformat() if side.since else None,
                "checked": side.checked.isoformat() if side.checked else None,
                "citations": [_citation_json(item) for item in side.citations],
                "recheck": side.recheck or None,
            }
            for side in line.sides
        ],
    }


def _group_json(group: Group, role: Role) -> dict[str, object]:
    return {"regulator": group.regulator.id, "whole": group.whole, "verdicts": [_verdict_json(verdict, role) for verdict in group.verdicts]}


def _verdict_json(verdict: Verdict, role: Role) -> dict[str, object]:
    return {
        "professions": [{"id": item.id, "name": item.name, "url": f"/answer/{item.id}/{role.id}"} for item in verdict.professions],
        "outcome": verdict.outcome,
        "possible": list(verdict.possible),
        "parts": _parts_json(verdict.parts),
        "headline": verdict.headline,
        "reason": verdict.reason or None,
        "turns_on": verdict.turns_on or None,
        "ways": [{"words": way.words, "possible": list(way.outcomes), "parts": _parts_json(way.parts)} for way in verdict.ways],
        "rows": list(verdict.rows),
        "citations": [_citation_json(item) for item in verdict.citations],
        "recheck": verdict.recheck or None,
    }


def _parts_json(parts: Parts) -> list[dict[str, object]]:
    return [{"of": name, "outcome": outcomes[0] if len(outcomes) == 1 else None, "possible": list(outcomes)} for name, outcomes in parts]


def _citation_json(item: Citation) -> dict[str, object]:
    return {**asdict(item), "facts": list(item.facts), "in_force_from": item.in_force_from.isoformat()}


def _nothing() -> NoReturn:
    abort(404)
