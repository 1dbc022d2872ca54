"""Addresses of answers and decision tables. All state is in the address; nothing that a person tells us is kept."""

from __future__ import annotations

import datetime
from dataclasses import asdict, is_dataclass
from typing import NoReturn

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance import addresses
from guidance.library import Library
from guidance.model import Profession, Role
from guidance.routes import Misread, as_of, parameters
from rules import facts, tables_page
from rules.answer import Answer, DatedDeadline, answer
from rules.outcomes import WORDS
from rules.table import Table
from rules.wording import Reason

blueprint = Blueprint("rules", __name__)


@blueprint.get("/answer")
def ask() -> ResponseReturnValue:
    """The question as a form; with profession and role, on to the answer."""
    told = parameters("profession", "role")
    library: Library = g.release.library
    if signpost := library.signposts.get(told.get("profession", "")):
        return redirect(url_for("rules.elsewhere", name=signpost.id))
    if {"profession", "role"} <= told.keys() and told["profession"] in library.professions and told["role"] in library.roles:
        return redirect(url_for("rules.page", profession=told["profession"], role=told["role"]))
    return render_template("rules/ask.html", chosen=told)


@blueprint.get("/elsewhere/<name>")
def elsewhere(name: str) -> ResponseReturnValue:
    """Where to go for a profession that is on another register, or on none."""
    parameters()
    return render_template("rules/elsewhere.html", signpost=g.release.library.signposts.get(name) or _nothing())


@blueprint.get("/answer/<profession>/<role>")
def page(profession: str, role: str) -> ResponseReturnValue:
    """The answer for a profession and role, and for whatever facts the address tells."""
    library: Library = g.release.library
    if profession in library.signposts:
        return redirect(url_for("rules.elsewhere", name=profession))
    person, post = library.professions.get(profession) or _nothing(), library.roles.get(role) or _nothing()
    table: Table = g.release.tables[person.regulator]
    names = [item.id for item in table.inputs if item.id not in ("profession", "role")]
    told = parameters("on", *names)
    g.personal = bool(told.keys() - {"on"})
    clean = addresses.read(request.args.items(multi=True), {"on", *names}).query()
    if request.query_string.decode("utf-8", "replace") != clean and len(request.args) != len(told):
        return redirect(request.path + (f"?{clean}" if clean else ""))
    on = as_of(told.pop("on", ""))
    typed, errors = facts.parse(table, told)
    if errors:
        kept = addresses.Parameters({name: value for name, value in told.items() if name in typed})
        raise Misread(" ".join(f"{error.name}: {error.message} {error.remedy}" for error in errors), f"{request.path}?{kept.query()}")
    found = answer(table, library, person, post, typed, on)
    return render_template("rules/answer.html", answer=found, table=table, words=WORDS, link=_link(found, told), told=told)


def _link(found: Answer, told: dict[str, str]) -> object:
    """How templates make the address of this answer with one fact changed, or taken away (None)."""

    def with_fact(**changed: str | None) -> str:
        kept = {name: value for name, value in {**told, **changed}.items() if value}
        if found.on != g.today:
            kept["on"] = found.on.isoformat()
        query = addresses.Parameters(kept).query()
        return url_for("rules.page", profession=found.profession.id, role=found.role.id) + (f"?{query}" if query else "")

    return with_fact


@blueprint.get("/api/v1/answer")
def answer_json() -> ResponseReturnValue:
    """The answer, as JSON. Profession and role are required; facts are the inputs of the profession's table."""
    library: Library = g.release.library
    told = request.args.to_dict()
    person, post = _known(library, told)
    table: Table = g.release.tables[person.regulator]
    names = [item.id for item in table.inputs if item.id not in ("profession", "role")]
    told = parameters("on", "profession", "role", *names)
    g.personal = bool(told.keys() - {"on", "profession", "role"})
    on = as_of(told.pop("on", ""))
    typed, errors = facts.parse(table, {name: value for name, value in told.items() if name not in ("profession", "role")})
    if errors:
        raise Misread(" ".join(str(error) for error in errors), request.path)
    return jsonify(as_json(answer(table, library, person, post, typed, on)))


def _known(library: Library, told: dict[str, str]) -> tuple[Profession, Role]:
    profession, role = told.get("profession", "").strip(), told.get("role", "").strip()
    if profession in library.signposts:
        signpost = library.signposts[profession]
        raise Misread(f"{signpost.name}: registered with {signpost.body}. This site does not hold its rules.", "/api/v1/professions")
    if profession not in library.professions:
        raise Misread("`profession` must be one of the ids that /api/v1/professions lists.", "/api/v1/professions")
    if role not in library.roles:
        raise Misread("`role` must be one of the ids that /api/v1/roles lists.", "/api/v1/roles")
    return library.professions[profession], library.roles[role]


@blueprint.get("/api/v1/professions")
def professions_json() -> ResponseReturnValue:
    """Professions that we answer for, and signposts for others, as JSON."""
    parameters()
    library: Library = g.release.library
    dump = {"professions": library.corpus.professions, "signposts": library.corpus.signposts}
    return jsonify({name: [item.model_dump(mode="json") for item in items] for name, items in dump.items()})


@blueprint.get("/api/v1/roles")
def roles_json() -> ResponseReturnValue:
    """Leadership roles, and how each table reads them, as JSON."""
    parameters()
    return jsonify([item.model_dump(mode="json") for item in g.release.library.corpus.roles])


@blueprint.get("/rules/<regulator>")
def table_page(regulator: str) -> ResponseReturnValue:
    """A decision table for those who check it: inputs, rows in order, derived facts, dated numbers, worked cases."""
    parameters()
    table = g.release.tables.get(regulator) or _nothing()
    library: Library = g.release.library
    view = tables_page.view(table, library, g.on)
    return render_template("rules/table.html", table=table, regulator=library.regulators[regulator], view=view, words=WORDS)


@blueprint.get("/api/v1/rules/<regulator>")
def table_json(regulator: str) -> ResponseReturnValue:
    """A decision table, as JSON."""
    parameters()
    table: Table = g.release.tables.get(regulator) or _nothing()
    kinds = ("inputs", "derived", "parameters", "deadlines", "options", "conditions", "rows", "cases")
    return jsonify({"regulator": regulator, **{kind: [item.model_dump(mode="json", by_alias=True) for item in getattr(table, kind)] for kind in kinds}})


def as_json(found: Answer) -> dict[str, object]:
    """The answer by the contract of `/api/v1/answer`."""
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
        "assumed": {item.id: {"value": item.value, "words": item.words, "asks": list(item.asks)} for item in found.assumed},
        "ask_next": found.ask_next,
        "questions": list(found.questions),
        "branches": [{"value": item.value, "words": item.words, "possible": list(item.outcomes)} for item in found.branches],
        "would_change": [{"fact": name, "value": value, "words": words, "possible": list(outcomes)} for name, value, words, outcomes in found.would_change],
        "limits": [_reason_json(item) for item in found.limits],
        "advice": [_reason_json(item) for item in found.advice],
        "recheck": {"words": found.recheck.words, "rows": list(found.recheck.rows)} if found.recheck else None,
        "facts": {name: _plain(value) for name, value in sorted({**found.settled, **found.told}.items())},
    }


def _reason_json(item: Reason) -> dict[str, object]:
    return {"text": item.text, "row": item.row, "do": list(item.do), "outcome": item.outcome, "citations": [_plain(each) for each in item.citations]}


def _deadline_json(item: DatedDeadline) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
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


def _nothing() -> NoReturn:
    abort(404)
