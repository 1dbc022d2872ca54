"""Addresses of answers. All state is in the address; nothing that a person tells us is kept."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance import addresses
from guidance.library import Library
from guidance.model import Profession, Role
from guidance.recent import Recent
from guidance.routes import Misread, as_of, kept_address, parameters
from rules import asked, interview
from rules.answer import Answer, answer
from rules.answer_json import as_json
from rules.asked import OPEN, PAGE, Asked, askable
from rules.fragments import Fragments
from rules.outcomes import WORDS
from rules.schemes import Fact
from rules.sheet import Sheet
from rules.table import Table

blueprint = Blueprint("rules", __name__)
GENERAL = Recent(128)
"""Answers for a profession and role alone, as pages: asked most of all, and the same for everybody who asks. About 110 kB each."""


@blueprint.get("/answer")
def ask() -> ResponseReturnValue:
    """The question as a form; with profession and role, on to the answer, in the way that the reader chose."""
    told = parameters("also", "ask", "profession", "role")
    library: Library = g.release.library
    if signpost := library.signposts.get(told.get("profession", "")):
        return redirect(url_for("rules.elsewhere", name=signpost.id))
    _refuse(told, library)
    if {"profession", "role"} <= told.keys():
        return redirect(Asked(told["profession"], told["role"], one=told.get("ask") == "one", also=told.get("also", "")).link())
    return render_template("rules/ask.html", chosen=told)


def _refuse(told: Mapping[str, str], library: Library) -> None:
    """Raise Misread where the form's address says what none of its fields can: it offers the form, filled in with the rest."""
    known: dict[str, Container[str]] = {"profession": library.professions, "role": library.roles, "ask": ("one",), "also": library.professions}
    strange = [name for name, value in told.items() if value not in known[name] or (name == "also" and value == told.get("profession"))]
    if strange:
        left = addresses.Parameters({name: value for name, value in told.items() if name not in strange})
        raise Misread(" ".join(asked.strange(name, told[name]) for name in strange), f"{request.path}?{left.query()}" if left.known else request.path)


@blueprint.get("/elsewhere/<name>")
def elsewhere(name: str) -> ResponseReturnValue:
    """Where to go for a profession that is on another register, or on none."""
    parameters()
    return render_template("rules/elsewhere.html", signpost=g.release.library.signposts.get(name) or _nothing())


@blueprint.get("/answer/<profession>/<role>")
def page(profession: str, role: str) -> ResponseReturnValue:
    """The answer for a profession and role, and for whatever facts the address tells; or one question, where the address asks for one at a time."""
    library: Library = g.release.library
    if profession in library.signposts:
        return redirect(url_for("rules.elsewhere", name=profession))
    found = reading(profession, role)
    if len(request.args) != len(found.texts) or OPEN in found.texts.values():
        return redirect(found.asked.link(at=found.asked.at))

    def make() -> str:
        return _shown(found.asked, found.answer())

    return make() if g.personal else GENERAL.get((g.today, g.on, kept_address(), request.full_path), library, make)


@dataclass(frozen=True)
class Reading:
    """What the address of an answer says, and of all that is made of one. texts: its parameters; told: the facts among them, typed."""

    asked: Asked
    texts: Mapping[str, str]
    told: Mapping[str, Fact]
    profession: Profession
    role: Role

    def answer(self) -> Answer:
        """The answer that is asked for."""
        return answer(g.release.tables[self.profession.regulator], g.release.library, self.profession, self.role, self.told, g.on)


def reading(profession: str, role: str) -> Reading:
    """Read the request's address as that of an answer, strictly; sets the date and whether it is personal for the whole request.

    Raises NotFound for a profession or role that is none, Misread for anything else that means nothing: it offers the answer without it.
    """
    library: Library = g.release.library
    person, post = library.professions.get(profession) or _nothing(), library.roles.get(role) or _nothing()
    table: Table = g.release.tables[person.regulator]
    texts = parameters(*PAGE, *askable(table))
    g.personal = bool(texts.keys() - asked.GENERAL)
    about, told, faults = asked.read(Asked(profession, role), texts, table, library.professions, g.today)
    if faults:
        raise Misread(" ".join(faults), about.link())
    as_of(about.on)
    return Reading(about, texts, told, person, post)


def _shown(about: Asked, found: Answer) -> str:
    """A question alone, or the whole answer."""
    shared = {"answer": found, "asked": about, "table": found.trials.table, "words": WORDS, "link": about.link, "open_words": interview.open_words}
    shared |= Fragments(found.trials.table, g.release.library, g.on, about).named()
    if step := interview.step(found, about):
        return render_template("rules/one.html", step=step, sheet=Sheet(found, about), **shared)
    return render_template("rules/answer.html", sheet=Sheet(found, about), second=_second(about, found), **shared)


def _second(about: Asked, found: Answer) -> tuple[Answer, str] | None:
    """The general answer for a second register, and its address, which leads back here."""
    if not about.also:
        return None
    library: Library = g.release.library
    other = library.professions[about.also]
    linked = Asked(other.id, about.role, on=about.on, also=about.profession)
    return answer(g.release.tables[other.regulator], library, other, found.role, {}, found.on), linked.link()


@blueprint.get("/api/v1/answer")
def answer_json() -> ResponseReturnValue:
    """The answer, as JSON. Profession and role are required; facts are the inputs of the profession's table."""
    library: Library = g.release.library
    person, post = _known(library, request.args.to_dict())
    table: Table = g.release.tables[person.regulator]
    texts = parameters("also", "on", "profession", "role", "skip", *askable(table))
    texts = {name: text for name, text in texts.items() if name not in ("profession", "role")}
    g.personal = bool(texts.keys() - asked.GENERAL)
    about, told, faults = asked.read(Asked(person.id, post.id), texts, table, library.professions, g.today)
    if faults:
        mended = {"profession": person.id, "role": post.id, **dict(replace(about, one=False).hidden())}
        raise Misread(" ".join(faults), f"{request.path}?{addresses.Parameters(mended).query()}")
    found = answer(table, library, person, post, told, as_of(about.on))
    second = _second(about, found)
    return jsonify({**as_json(found, about), "second": _second_json(*second) if second else None})


def _second_json(found: Answer, url: str) -> dict[str, object]:
    return {"profession": found.profession.id, "outcome": found.outcome, "possible": list(found.possible), "headline": found.headline, "url": url}


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


def _nothing() -> NoReturn:
    abort(404)
