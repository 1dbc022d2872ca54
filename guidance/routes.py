"""Addresses of guidance, FAQs, regulators and the pages about the site, each with its JSON twin."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import NoReturn

from flask import Blueprint, Response, abort, current_app, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from guidance import addresses, pages
from guidance.freshness import freshness
from guidance.library import Library, page_url
from guidance.model import FAQ, Page, Version

blueprint = Blueprint("guidance", __name__)

ABOUT = {
    "about": "About Stay Registered",
    "accessibility": "Accessibility",
    "privacy": "Privacy",
    "how-we-check": "How we check",
}
LOOPBACK = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?")
"""Hosts that are the very machine on which they are named."""
MOST_TOLD = 5
"""How many names that mean nothing are told one by one."""


class Misread(BadRequest):
    """An address with something in it that we do not know: it keeps what we do know and offers the mended address."""

    def __init__(self, detail: str, link: str) -> None:
        super().__init__(detail)
        self.details = {"detail": detail, "link": link, "link_words": "Go on without it"}


def parameters(*allowed: str) -> dict[str, str]:
    """The request's parameters, strictly: unknown names are a 400 that offers the mended address, tracking names a redirect."""
    found = addresses.read(request.args.items(multi=True), allowed)
    clean = addresses.escaped(request.path) + (f"?{found.query()}" if found.known else "")
    if strange := found.unknown or found.repeated:
        names = ", ".join(f"“{addresses.shown(name)}”" for name in strange[:MOST_TOLD]) + (" and more" if len(strange) > MOST_TOLD else "")
        raise Misread(f"The address holds {names}, which {'means nothing here' if found.unknown else 'stands in it twice'}.", clean)
    if found.dropped:
        abort(redirect(clean))
    return found.known


def as_of(text: str) -> datetime.date:
    """The date of `on=`, or today. Sets it for the whole request."""
    if text:
        try:
            g.on = addresses.day(text)
        except ValueError as error:
            raise Misread(f"“{addresses.shown(text)}”: {error}", addresses.escaped(request.path)) from None
    day: datetime.date = g.on
    return day


def site_address() -> str:
    """The address under which readers reach the site, without a slash at its end: the setting, else that of the request, and then nobody keeps the response."""
    kept = kept_address()
    if not kept:
        g.personal = True
    return kept or request.host_url.rstrip("/")


def kept_address() -> str:
    """The address that may stand in a page: the setting, or that of a request which stays on one machine; else empty, and links are relative.

    Pages are kept, here and in caches along the way, and whoever asks can name any host. That name must reach nobody else; a loopback name leads nowhere else.
    """
    own = request.host_url.rstrip("/") if LOOPBACK.fullmatch(request.host) else ""
    return str(current_app.config["SITE"]) or own


def library() -> Library:
    """The library of this request's release."""
    found: Library = g.release.library
    return found


def problem(status: int, title: str, detail: str, **more: str) -> Response:
    """A refusal as problem details (RFC 9457). status: of HTTP, 400 or more. detail: what is wrong, in sentences. more: further members by name."""
    response = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail, **more})
    response.status_code, response.content_type = status, "application/problem+json"
    return response


def page_named(collection: str, slug: str) -> Page:
    """The page of this request's address. Raises NotFound, or the redirect of `follow`; an FAQ is not found by the addresses of guidance."""
    if collection == FAQ and not request.path.startswith(("/faq/", "/api/v1/faq/")):
        _nothing()
    follow(f"{collection}/{slug}")
    return library().page(collection, slug) or _nothing()


def follow(name: str) -> None:
    """Raise the redirect to the page that stands for one that has moved, if it has; `on` goes along, and a dated address leads to the page's own.

    The list of what moved holds as soon as it is released, before `since` too: an id without a page has nothing else to show.
    """
    entry, rule = library().moved.get(name), str(request.url_rule)
    if entry is not None:
        page, anchor = library().pages[entry.to], (request.view_args or {}).get("anchor", "")
        path = ("/api/v1" if rule.startswith("/api/v1/") else "") + page_url(page.versions[0])
        part = next((end for end in ("/compare", "/record") if rule.endswith(end)), "")
        part = f"/sections/{anchor}" if any(item.section(anchor) for item in page.versions) else part
        query = addresses.read(request.args.items(multi=True), ("on",)).query()
        abort(redirect(f"{path}{part}" + (f"?{query}" if query else ""), 301))


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """What this is, the question as a form, the search box, the regulators, and what changed lately."""
    parameters()
    recent = [item for item in pages.changes(library(), g.on) if item.version.collection != FAQ]
    return render_template(
        "guidance/home.html",
        announced=[item for item in recent if item.status == "announced"][:4],
        recent=[item for item in recent if item.status == "in-force"][:4],
    )


@blueprint.get("/guidance")
def index() -> ResponseReturnValue:
    """All guidance, by regulator."""
    as_of(parameters("on").get("on", ""))
    groups = [(item, list(library().current(g.on, item.id))) for item in library().corpus.regulators]
    return render_template("guidance/index.html", groups=groups)


@blueprint.get("/guidance/<collection>/<slug>")
@blueprint.get("/guidance/<collection>/<slug>/<stamp>")
def page(collection: str, slug: str, stamp: str = "") -> ResponseReturnValue:
    """A page as it stands on a date, or one of its versions. FAQs have addresses of their own."""
    found, version = _version(collection, slug, stamp, parameters("on").get("on", ""))
    return render_template("guidance/page.html", page=found, version=version, **pages.around(library(), found, version, g.on, bool(stamp)))


@blueprint.get("/faq/<slug>")
@blueprint.get("/faq/<slug>/<stamp>")
def faq(slug: str, stamp: str = "") -> ResponseReturnValue:
    """An FAQ: the question, the answer, and the detail."""
    found, version = _version(FAQ, slug, stamp, parameters("on").get("on", ""))
    around = pages.around(library(), found, version, g.on, bool(stamp))
    return render_template("guidance/faq.html", page=found, version=version, fresh=freshness(library(), version, g.on), **around)


@blueprint.get("/faqs")
def faqs() -> ResponseReturnValue:
    """All questions, or those of one regulator or topic."""
    found, regulator, topic = _faqs()
    return render_template("guidance/faqs.html", groups=_faq_groups(found), regulator=regulator, topic=topic)


def _faqs() -> tuple[list[Version], str | None, str | None]:
    """The questions that the address asks for, and of which regulator and topic. Raises NotFound for one that is none."""
    told = parameters("regulator", "topic", "on")
    as_of(told.get("on", ""))
    regulator, topic = told.get("regulator"), told.get("topic")
    if regulator and regulator not in library().regulators or topic and topic not in library().topics:
        _nothing()
    return [item for item in library().faqs(g.on, regulator) if topic is None or topic in item.meta.topics], regulator, topic


def _faq_groups(found: list[Version]) -> list[tuple[str, str, list[Version]]]:
    groups = [(item.id, item.short, [faq for faq in found if faq.meta.regulators == (item.id,)]) for item in library().corpus.regulators]
    groups.append(("several", "More than one regulator", [faq for faq in found if len(faq.meta.regulators) > 1]))
    return [group for group in groups if group[2]]


@blueprint.get("/regulator/<name>")
def regulator(name: str) -> ResponseReturnValue:
    """One regulator: whom it covers, its guidance, its questions, its professions."""
    as_of(parameters("on").get("on", ""))
    item = library().regulators.get(name) or _nothing()
    return render_template(
        "guidance/regulator.html",
        regulator=item,
        versions=list(library().current(g.on, name)),
        faqs=library().faqs(g.on, name),
        professions=[each for each in library().corpus.professions if each.regulator == name],
        ahead=[each for each in pages.changes(library(), g.on, name) if each.status == "announced"],
    )


@blueprint.get("/evidence/<collection>")
def evidence(collection: str) -> ResponseReturnValue:
    """The register of evidence of one collection: every fact, its basis, its sources, its home."""
    as_of(parameters("on").get("on", ""))
    item = library().regulators.get(collection) or _nothing()
    facts = [fact for fact in library().facts_at(g.on).values() if fact.collection == collection]
    return render_template(
        "guidance/evidence.html", regulator=item, facts=facts, homes={fact.id: library().home(fact.id, g.on) for fact in facts}, linked=pages.linked
    )


@blueprint.get("/<any(about, accessibility, privacy, 'how-we-check'):name>")
def about(name: str) -> ResponseReturnValue:
    """The pages about the site itself."""
    parameters()
    return render_template(f"guidance/{name}.html", title=ABOUT[name])


@blueprint.get("/api/v1/guidance")
def index_json() -> ResponseReturnValue:
    """All guidance in force, as JSON."""
    as_of(parameters("on").get("on", ""))
    return jsonify([_listed(item) for item in library().current(g.on) if item.collection != FAQ])


@blueprint.get("/api/v1/guidance/<collection>/<slug>")
@blueprint.get("/api/v1/guidance/<collection>/<slug>/<stamp>")
def page_json(collection: str, slug: str, stamp: str = "") -> ResponseReturnValue:
    """A page or version, as JSON."""
    found, version = _version(collection, slug, stamp, parameters("on").get("on", ""))
    return jsonify(_json(found, version))


@blueprint.get("/api/v1/faqs")
def faqs_json() -> ResponseReturnValue:
    """All questions, or those of one regulator or topic, as JSON."""
    found, _, _ = _faqs()
    return jsonify([_listed(item) for item in found])


@blueprint.get("/api/v1/faq/<slug>")
@blueprint.get("/api/v1/faq/<slug>/<stamp>")
def faq_json(slug: str, stamp: str = "") -> ResponseReturnValue:
    """An FAQ, as JSON."""
    found, version = _version(FAQ, slug, stamp, parameters("on").get("on", ""))
    fresh = freshness(library(), version, g.on)
    return jsonify({**_json(found, version), "recheck": fresh.rechecking or None, "changed_in_last_30_days": fresh.changed_lately})


@blueprint.get("/api/v1/regulator/<name>")
def regulator_json(name: str) -> ResponseReturnValue:
    """One regulator, with its professions and pages, as JSON."""
    as_of(parameters("on").get("on", ""))
    item = library().regulators.get(name) or _nothing()
    professions = [each.model_dump(mode="json") for each in library().corpus.professions if each.regulator == name]
    return jsonify({**item.model_dump(mode="json"), "professions": professions, "guidance": [_listed(each) for each in library().current(g.on, name)]})


@blueprint.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    """The description of the JSON addresses."""
    parameters()
    text = (Path(current_app.root_path) / "static" / "openapi.json").read_bytes()
    return current_app.response_class(text, mimetype="application/json")


def _listed(version: Version) -> dict[str, object]:
    full = pages.version_json(library(), version, g.on)
    return {
        key: full[key]
        for key in (
            "id",
            "version",
            "status",
            "url",
            "title",
            "summary",
            "regulators",
            "professions",
            "roles",
            "topics",
            "in_force_from",
            "checked",
            "next_check",
        )
    }


def _json(found: Page, version: Version) -> dict[str, object]:
    lines = [{"version": line.version.stamp, "status": line.status.value, "url": line.url} for line in pages.history(found, g.on)]
    return {**pages.version_json(library(), version, g.on), "versions": lines, "digest": library().digest}


def _version(collection: str, slug: str, stamp: str, on: str) -> tuple[Page, Version]:
    as_of(on)
    found = page_named(collection, slug)
    if not stamp:
        return found, pages.version_shown(found, g.on)
    return found, next((item for item in found.versions if item.stamp == stamp), None) or _nothing()


def _nothing() -> NoReturn:
    abort(404)
