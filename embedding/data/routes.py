"""Addresses of open data: the corpus, the map of the site, what robots may read, the contract, and the page that explains all of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, abort, current_app, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from embedding.data.corpus import CONTRACT, TERMS, corpus
from embedding.data.described import canonical, faq_data
from embedding.data.once import BeingMade, Once
from embedding.data.sections import moved_to, section_json
from embedding.data.sitemap import Listed, sitemap
from guidance import addresses
from guidance.contract import WARNING, Notice, told
from guidance.library import page_url
from guidance.model import FAQ
from guidance.pages import version_shown
from guidance.recent import Recent
from guidance.routes import as_of, library, page_named, parameters, problem, site_address

blueprint = Blueprint("data", __name__)
CORPUS: Once[bytes] = Once()
"""The corpus of the release in use: four megabytes, which a proxy may send compressed."""
MAPS = Recent(2)
"""The map of the site without its host, of today and of the day before."""
SECURITY_HOLDS = timedelta(days=30)
"""How long what security.txt says may be relied on: it is made anew each day."""
AGAIN = 2
"""Seconds after which whoever came while the corpus was being made may ask again."""


@blueprint.app_context_processor
def described() -> dict[str, object]:
    """What the heads of pages tell of themselves: `canonical`, empty for what is personal, and `faq_data`. A host that somebody named never stands there."""
    if g.get("personal") or request.url_rule is None or g.get("release") is None:  # or an error, or no page of the site
        return {"canonical": "", "faq_data": lambda *_: None}
    site = str(current_app.config["SITE"])
    own = site + canonical(request.path, request.args.items(multi=True), "stamp" in (request.view_args or {}))
    return {"canonical": own, "faq_data": lambda version, fresh: faq_data(library(), version, fresh, g.on, site) if g.on == g.today else None}


@blueprint.get("/data")
def documentation() -> ResponseReturnValue:
    """What there is for developers: addresses, ids, dates, errors, caching, terms."""
    parameters()
    examples = []
    if found := next(library().current(g.today, "nmc"), None):
        base = f"/api/v1{page_url(found)}"
        examples += [("A page", base), ("A version of it", f"{base}/{found.stamp}"), ("A section of it", f"{base}/sections/{found.sections[0].anchor}")]
    if faqs := library().faqs(g.today):
        examples += [("A question", f"/api/v1{page_url(faqs[0])}"), ("All questions", "/api/v1/faqs")]
    return render_template("embedding/data.html", terms=TERMS, file=_file_name(), examples=examples)


@blueprint.get("/api/v1/corpus")
def corpus_file() -> ResponseReturnValue:
    """Everything as one file of JSON, for today. Made once for each release and day."""
    parameters()
    try:
        made = CORPUS.get((g.release.digest, g.today), _make)
    except BeingMade:
        return _busy()
    return Response(made, mimetype="application/json", headers={"Content-Disposition": f'attachment; filename="{_file_name()}"'})


def _make() -> bytes:
    return json.dumps(corpus(g.release.library, g.release.tables, g.today), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _file_name() -> str:
    return f"stay-registered-{g.today.isoformat()}-{g.release.digest}.json"


def _busy() -> ResponseReturnValue:
    detail = f"The file of today is being made, and others wait for it. Ask again in {AGAIN} seconds."
    return problem(503, "Not just yet", detail), {"Retry-After": str(AGAIN)}


@blueprint.get("/api/v1/guidance/<collection>/<slug>/sections/<anchor>")
def section(collection: str, slug: str, anchor: str) -> ResponseReturnValue:
    """One section of the version that holds on a date; an anchor that has moved leads on."""
    said = parameters("on")
    as_of(said.get("on", ""))
    page = page_named(collection, slug)
    version = version_shown(page, g.on)
    if found := version.section(anchor):
        return jsonify(section_json(library(), version, found, g.on))
    if leads := moved_to(library(), page, version, anchor):
        return redirect(f"{leads}?{addresses.Parameters(said).query()}" if said else leads)
    abort(404)


@blueprint.get("/api/v1/faq/<slug>/sections/<anchor>")
def faq_section(slug: str, anchor: str) -> ResponseReturnValue:
    """One section of a question: `answer` is its first."""
    return section(FAQ, slug, anchor)


@blueprint.get("/sitemap.xml")
def sitemap_file() -> ResponseReturnValue:
    """Every page that is the same for everybody, with the day of its last change."""
    parameters()
    pages: list[Listed] = MAPS.get(g.today, library(), lambda: sitemap(library(), g.release.tables, g.today))
    return Response(render_template("embedding/sitemap.xml", pages=pages, site=site_address()), mimetype="application/xml")


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """What robots may read: all but results of search, and the way in for officers. Answers with facts tell them `noindex` themselves."""
    parameters()
    lines = ("User-agent: *", "Disallow: /publish", "Disallow: /search?", "Allow: /", "", f"Sitemap: {site_address()}/sitemap.xml", "")
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
def security() -> ResponseReturnValue:
    """Whom to tell of a weakness (RFC 9116), where the operator has stated it."""
    parameters()
    contact = str(current_app.config["CONTACT"]) or abort(404)
    ends = datetime.combine(g.today + SECURITY_HOLDS, time(), UTC)
    lines = (
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {ends.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en",
        f"Canonical: {site_address()}{request.path}",
        "",
    )
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/contract")
def contract() -> ResponseReturnValue:
    """What we promise to those who build on our JSON and our embeds, and what has been told of it."""
    parameters()
    return render_template("embedding/contract.html", notices=_notices(), days=WARNING.days)


@blueprint.get("/contract.atom")
def contract_feed() -> ResponseReturnValue:
    """The notices as an Atom feed."""
    parameters()
    notices = _notices()
    updated = notices[0].date if notices else library().last_checked(g.today) or g.today
    shown = render_template("embedding/contract.xml", notices=notices, updated=updated, site=site_address())
    return Response(shown, mimetype="application/atom+xml")


@blueprint.get("/api/v1/contract")
def contract_json() -> ResponseReturnValue:
    """The notices as JSON."""
    parameters()
    notices = [item.model_dump(mode="json") for item in _notices()]
    return jsonify({"contract": CONTRACT, "on": g.today.isoformat(), "warning_days": WARNING.days, "notices": notices})


def _notices() -> list[Notice]:
    return told(library().corpus.notices, g.today)
