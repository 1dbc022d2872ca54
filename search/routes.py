"""Addresses of search: the results page and its JSON twin. Where the words ask the question, the answer from `rules` stands first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from guidance import addresses
from guidance.library import Library
from guidance.model import Signpost
from guidance.routes import Misread, as_of, parameters
from rules.answer import Answer, answer
from rules.outcomes import WORDS
from search.engine import EngineUnavailable
from search.intent import Intent
from search.query import FACETS, STATES, Filters, parse
from search.results import ResultPage, find

blueprint = Blueprint("search", __name__)
NAMES = ("q", "page", "status", "on", *FACETS)
MOST_CHOSEN = 20
"""How many values of one facet an address may choose."""


@dataclass(frozen=True)
class Found:
    """What a search shows: results, the answer card, the signpost, and whether the engine could be asked."""

    results: ResultPage | None
    card: Answer | None
    signpost: Signpost | None
    told: dict[str, str]


@blueprint.get("/search")
def page() -> ResponseReturnValue:
    """Results as a page."""
    found = _search()
    return render_template(
        "search/results.html", found=found, results=found.results, words=WORDS, link=_link(found.told), intent=found.results.intent if found.results else None
    )


@blueprint.get("/api/v1/search")
def results_json() -> ResponseReturnValue:
    """Results as JSON, by the contract of the design."""
    found = _search()
    if found.results is None:
        body = {
            "query": found.told.get("q", ""),
            "total": 0,
            "message": "Search cannot be reached at the moment.",
            "did_you_mean": None,
            "facets": {},
            "results": [],
        }
        return jsonify({**body, "answer": None, "signpost": None}), 503
    signpost = found.signpost.model_dump(mode="json") if found.signpost else None
    message = found.results.message
    if found.signpost and not message:
        message = f"{found.signpost.name}: that profession is registered with {found.signpost.body}."
    return jsonify({**found.results.as_dict(), "message": message, "answer": _card(found.card), "signpost": signpost})


def _card(card: Answer | None) -> dict[str, object] | None:
    if card is None:
        return None
    return {
        "profession": card.profession.id,
        "role": card.role.id,
        "headline": card.headline,
        "outcome": card.outcome,
        "possible": list(card.possible),
        "url": url_for("rules.page", profession=card.profession.id, role=card.role.id),
    }


def _search() -> Found:
    told = parameters(*NAMES)
    library: Library = g.release.library
    on = as_of(told.get("on", ""))
    query = parse(told.get("q", ""), on=on, filters=_filters(told), page=_page(told.get("page", "1")))
    read = {"q": query.text, **{name: ",".join(query.filters.of(name)) for name in FACETS}}
    told = {name: text for name, value in told.items() if (text := read.get(name, value))}  # what is shown back and linked on is what was read
    try:
        results = find(g.release.index, library, query, g.release.aids)
    except EngineUnavailable:
        return Found(None, None, None, told)
    signpost = library.signposts.get(results.intent.signpost or "") if not results.intent.professions else None
    return Found(results, _answer(library, results.intent), signpost, told)


def _filters(told: dict[str, str]) -> Filters:
    chosen = {name: tuple(dict.fromkeys(addresses.shown(part) for part in told[name].split(",") if part))[:MOST_CHOSEN] for name in FACETS if name in told}
    status = told.get("status", "current")
    if status not in STATES:
        raise Misread(f"“{addresses.shown(status)}” is not a status.", url_for("search.page", q=told.get("q")))
    return Filters(**chosen, status=status)


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _answer(library: Library, intent: Intent) -> Answer | None:
    """The general answer, where the words name a profession and a role, or ask whether somebody stays registered in a role."""
    if intent.profession is None or intent.role is None or not (intent.asks or len(intent.roles) == 1):
        return None
    profession, role = library.professions[intent.profession], library.roles[intent.role]
    return answer(g.release.tables[profession.regulator], library, profession, role, {}, g.on)


def _link(told: dict[str, str]) -> object:
    """How templates make the address of this search with one thing changed, or taken away (None); paging begins anew."""

    def with_parameter(**changed: str | None) -> str:
        kept = {name: value for name, value in {**told, "page": None, **changed}.items() if value}
        query = addresses.Parameters(kept).query()
        return url_for("search.page") + (f"?{query}" if query else "")

    return with_parameter
