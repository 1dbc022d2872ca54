"""Addresses of search: the results page and its JSON twin. Where the words ask the question, the answer from `rules` stands first."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, render_template, request, request_finished, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from guidance import addresses
from guidance.library import Library
from guidance.model import Date, Signpost
from guidance.routes import Misread, as_of, parameters, site_address
from rules.answer import Answer, answer
from rules.outcomes import WORDS
from rules.telling.feeds import AUTHORITY
from search import feed, quality, surroundings
from search.address import Address, read_address
from search.cards import card_as_dict, message, standing
from search.counting import Counter, CountsUnreadable
from search.doors import doors
from search.engine import EngineUnavailable
from search.masking import OwnWords
from search.measuring import report_on
from search.misses import Report, csv_text, first_day, narrow, read_miss
from search.offers import Offer, ask_back, make_offer
from search.query import FACETS, SORTS, STATES, Filters, Query, parse
from search.results import ResultPage, find
from search.suggestions import Suggested

blueprint = Blueprint("search", __name__)
NAMES = ("q", "page", "status", "sort", "on", *FACETS)


@dataclass(frozen=True)
class Found:
    """What a search shows: its address, the query made of it, results (None: the engine could not be asked), and what stands before them.

    cards: the answers to show. offer: what they answer, and what else is offered. signposts: where other registers' professions go.
    """

    here: Address
    query: Query
    results: ResultPage | None = None
    cards: tuple[Answer, ...] = ()
    offer: Offer = field(default_factory=Offer)
    signposts: tuple[Signpost, ...] = ()

    @property
    def told(self) -> dict[str, str]:
        """The parameters as they were read."""
        return self.here.parameters()

    @property
    def is_answered(self) -> bool:
        """Whether anything stands before the results that may be all that was wanted."""
        return bool(self.cards or self.signposts or self.clashes or not self.offer.is_empty)

    def asking(self, url: str) -> str:
        """The address of an answer; where the words speak of trouble, that of the question on its page by which to say how things stand."""
        _, *parts = url.partition("?")[0].split("/")
        person = g.release.library.professions.get(parts[1]) if parts[:1] == ["answer"] and len(parts) > 2 else None
        trouble = self.results.intent.trouble if self.results else ""
        return f"{url}#sr-ask-{standing(g.release.tables[person.regulator], trouble)}" if person and trouble else url

    @property
    def clashes(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Letters with several meanings: each meaning in words, with the address of the question that has it in their place."""
        clashes = self.results.intent.clashes if self.results else ()
        read = (self.results.did_you_mean if self.results else None) or self.here.text
        return [(item.letters, [(means, self.here.saying(asked).url) for means, asked in ask_back(item, read, g.release.library)]) for item in clashes]


@blueprint.get("/search")
def page() -> ResponseReturnValue:
    """Results as a page; a page beyond the last is the last."""
    found = _search()
    if found.results and found.results.total and not found.results.results:
        found = _find(found.here.at(found.results.pages), g.on)
    _note(found)
    beside = surroundings.for_page(found.here, found.query, found.results, g.release.library, g.on)
    return render_template("search/results.html", found=found, results=found.results, words=WORDS, **beside)


@blueprint.get("/search/help")
def help_page() -> ResponseReturnValue:
    """How to search: what plain words do, and what quotation marks, minus signs and prefixes do."""
    parameters()
    return render_template("search/help.html")


@blueprint.get("/search/feed")
def feed_page() -> ResponseReturnValue:
    """The sections that a search finds as an Atom feed, last changed first. Order and page of the address mean nothing here."""
    here = _address()
    try:
        results = feed.follow(_query(here, g.on), lambda query: find(g.release.index, g.release.library, query, g.release.aids))
    except EngineUnavailable:
        abort(503)
    entries = feed.feed_entries(results, g.release.library, g.on, here.on)
    updated = feed.feed_updated(entries, g.release.library, g.on)
    shown = render_template("search/feed.xml", here=here, entries=entries, updated=updated, tag=AUTHORITY, site=site_address())
    return Response(shown, mimetype="application/atom+xml")


@blueprint.get("/api/v1/search")
def results_json() -> ResponseReturnValue:
    """Results as JSON, by the contract of the design."""
    found = _search()
    if found.results is None:
        body = {
            "query": found.here.text,
            "total": 0,
            "message": "Search cannot be reached at the moment.",
            "did_you_mean": None,
            "facets": {},
            "results": [],
        }
        return jsonify({**body, "answer": None, "signpost": None}), 503
    _note(found)
    signpost = found.signposts[0] if found.signposts else None
    before = {
        "message": message(found.results, signpost),
        "answer": _card(found.cards[0]) if found.cards else None,
        "answers": [_card(card) for card in found.cards],
        "guessed": found.offer.guessed,
        "troubled": found.results.intent.troubled,
        "choices": [asdict(links) for links in found.offer.links],
        "signpost": signpost.model_dump(mode="json") if signpost else None,
        "clashes": [{"letters": letters, "meanings": [{"means": means, "url": url} for means, url in asked]} for letters, asked in found.clashes],
        "doors": [asdict(door) for door in doors(found.results.intent, g.release.library)],
    }
    return jsonify({**found.results.as_dict(), **surroundings.for_json(found.here, found.results), **before})


@blueprint.get("/search/suggest")
def suggest_page() -> ResponseReturnValue:
    """What may be meant by some words, as a page: suggestions for those who have no scripts."""
    return render_template("search/suggest.html", found=_suggest())


@blueprint.get("/api/v1/suggest")
def suggest_json() -> ResponseReturnValue:
    """Suggestions as one types, as JSON."""
    return jsonify(_suggest().as_dict())


def _suggest() -> Suggested:
    told = parameters("q", "on")
    found: Suggested = g.release.aids.suggester.suggest(told.get("q", ""), as_of(told.get("on", "")))
    return found if g.on == g.today else found.dated(g.on)


def _card(card: Answer) -> dict[str, object]:
    dated = card.on.isoformat() if card.on != g.today else None
    url = url_for("rules.page", profession=card.profession.id, role=card.role.id, on=dated)
    return card_as_dict(card, g.release.tables[card.regulator], url)


def _search() -> Found:
    return _find(_address(), g.on)


def _address() -> Address:
    """The search that this request's address asks. Sets the date of the request."""
    told = parameters(*NAMES)
    for name, known in (("status", STATES), ("sort", SORTS)):
        if told.get(name, known[0]) not in known:
            rest = addresses.Parameters({other: value for other, value in told.items() if other != name}).query()
            raise Misread(f"“{addresses.shown(told[name])}” is not a {name} of ours.", request.path + (f"?{rest}" if rest else ""))
    as_of(told.get("on", ""))
    return read_address(told, g.release.library)


def _find(here: Address, on: Date) -> Found:
    query = _query(here, on)
    library: Library = g.release.library
    try:
        results = find(g.release.index, library, query, g.release.aids)
    except EngineUnavailable:
        return Found(here, query)
    offer = make_offer(results.intent, library)
    signposts = tuple(library.signposts[name] for name in results.intent.signposts)
    return Found(here.at(query.page), query, results, _answer(library, offer, on), offer, signposts)


def _query(here: Address, on: Date) -> Query:
    query = parse(here.text, on=on, filters=here.filters, page=here.page, sort=here.sort)
    return query if query.words else replace(query, sort="changed")  # nothing was asked that one section could answer better than another


def _answer(library: Library, offer: Offer, on: Date) -> tuple[Answer, ...]:
    """The general answers for whom the words name, or seem to."""
    return tuple(answer(g.release.tables[person.regulator], library, person, post, {}, on) for person, post in offer.pairs)


def _note(found: Found) -> None:
    """Remember for this request that a search found nothing of use: its first page, narrowed by nothing, for no date that was named."""
    plain = found.query.page == 1 and found.query.sort == SORTS[0] and found.query.filters == Filters() and not found.here.strange and "on" not in request.args
    if found.results and plain:
        miss = read_miss(found.results, found.is_answered, OwnWords(g.release.aids, g.release.library))
        g.miss = miss and (miss, found.query.text, g.today)


def _count(app: Flask, response: Response, **_: object) -> None:
    """Count a search that found nothing of use, unless only its head was asked for or the reader has the page already."""
    miss = g.pop("miss", None)
    if miss and request.method == "GET" and response.status_code == 200:
        app.extensions["misses"].count(*miss)


def _begin_counting(state: BlueprintSetupState) -> None:
    state.app.extensions["misses"] = Counter(Path(state.app.config["INSTANCE_DIR"]) / "misses")
    request_finished.connect(_count, state.app)


blueprint.record_once(_begin_counting)


@blueprint.get("/search/misses")
def misses_page() -> ResponseReturnValue:
    """What people looked for and did not find, by day."""
    regulator, report = _misses()
    shown = render_template("search/misses.html", report=report, regulator=regulator, first=first_day(g.today))
    return shown, 503 if report is None else 200


@blueprint.get("/search/misses.csv")
def misses_csv() -> ResponseReturnValue:
    """The same as a file."""
    regulator, report = _misses()
    if report is None:
        abort(503)
    name = f"searches-without-result{'-' if regulator else ''}{regulator}-{g.today.isoformat()}.csv"
    return Response(csv_text(report), mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}"})


@blueprint.get("/api/v1/search/misses")
def misses_json() -> ResponseReturnValue:
    """The same as JSON."""
    regulator, report = _misses()
    if report is None:
        abort(503)
    return jsonify({"from": first_day(g.today).isoformat(), "until": g.today.isoformat(), "regulator": regulator or None, **report.as_dict()})


def _misses() -> tuple[str, Report | None]:
    """The regulator asked about, or empty, and the counts; None where they cannot be read. They change without a release, so nobody may keep the page."""
    g.personal = True
    regulator = parameters("regulator").get("regulator", "")
    library: Library = g.release.library
    if regulator and not (regulator in library.regulators and library.regulators[regulator].decides):
        abort(404)
    try:
        report = current_app.extensions["misses"].report(g.today)
    except CountsUnreadable:
        return regulator, None
    return regulator, narrow(report, regulator, library, g.release.aids) if regulator else report


@blueprint.get("/search/quality")
def quality_page() -> ResponseReturnValue:
    """How well search answers the questions that people judged, by regulator; all questions of one regulator, if the address names it."""
    if (regulator := parameters("regulator").get("regulator", "")) and regulator not in g.release.library.regulators:
        abort(404)
    return render_template("search/quality.html", report=_quality(), regulator=regulator, top=quality.TOP)


@blueprint.get("/search/judgements.csv")
def judgements_csv() -> ResponseReturnValue:
    """The questions and judgements behind it, as a file."""
    parameters()
    return Response(g.release.files.get(quality.PATH, b""), mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=judgements.csv"})


@blueprint.get("/api/v1/search/quality")
def quality_json() -> ResponseReturnValue:
    """The same as JSON."""
    parameters()
    return jsonify({"on": g.on.isoformat(), **_quality().as_dict()})


def _quality() -> quality.Report:
    try:
        return report_on(g.release.index, g.release.library, g.release.aids, g.on)
    except EngineUnavailable:
        abort(503)
