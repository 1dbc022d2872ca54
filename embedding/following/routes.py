"""Addresses of what owners follow: the feed of each embed, and the report of what stands on their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from embedding.asked import FEED, PATH, Asked, answer, question, questions, strange
from embedding.following.feeds import faulty, feed_of
from embedding.following.pasted import MOST
from embedding.following.report import as_csv, as_dict
from embedding.following.standing import Line, Looker, Report
from guidance import addresses
from guidance.routes import kept_address, library, parameters, site_address
from rules.telling.feeds import Feed

blueprint = Blueprint("following", __name__)


@blueprint.get(f"{PATH}/faq/<slug>{FEED}")
def question_feed(slug: str) -> ResponseReturnValue:
    """What changes one question."""
    return _feed(question(slug, _pairs()))


@blueprint.get(f"{PATH}/faqs{FEED}")
def list_feed() -> ResponseReturnValue:
    """What changes the questions of a list, and what joins or leaves it."""
    return _feed(questions(_pairs(), library()))


@blueprint.get(f"{PATH}/answer/<profession>/<role>{FEED}")
def answer_feed(profession: str, role: str) -> ResponseReturnValue:
    """What changes a general answer."""
    return _feed(answer(profession, role, _pairs()))


@blueprint.get(f"{PATH}/<path:rest>{FEED}")
def no_feed(rest: str) -> ResponseReturnValue:
    """A feed of nothing that we have: it says so, since feed readers hide errors."""
    return _atom(_faulty(f"There is no embed at {addresses.shown(f'{PATH}/{rest}')}."))


@blueprint.get("/embed/links")
def links() -> ResponseReturnValue:
    """The report for people: a box for what stands on their pages, and how each of it stands today."""
    report, faults, text = _report(kept_address())
    query = addresses.Parameters({"ids": text} if text else {}).query()
    return render_template("embedding/links.html", report=report, text=text, faults=faults, query=query, most=MOST)


@blueprint.get("/embed/links.csv")
def links_csv() -> ResponseReturnValue:
    """The report as CSV. Whatever it is asked for it gives a table, since the spreadsheets and scripts that fetch it hide errors."""
    report, faults, _ = _report(site_address())
    lines = (*(Line("", "unknown", remark=fault) for fault in faults), *report.lines)
    return Response(as_csv(replace(report, lines=lines)), mimetype="text/csv")


@blueprint.get("/api/v1/embeds")
def links_json() -> ResponseReturnValue:
    """The report as JSON."""
    return jsonify(as_dict(_looked_up(_fit(parameters("ids").get("ids", "")), site_address())))


def _report(site: str) -> tuple[Report, list[str], str]:
    """The report that the address asks for, what means nothing in it, and what was named. site: what addresses in it begin with."""
    told = addresses.read(_pairs(), ("ids",))
    faults = strange(told)
    text = _fit(told.known.get("ids", ""))
    if faults and not text:  # who mistyped the name should not take the report of everything for an answer
        return Report(g.today, library().digest, ()), faults, text
    return _looked_up(text, site), faults, text


def _fit(text: str) -> str:
    """What was named, line by line, without what controls a screen: it is shown back."""
    return "\n".join(addresses.shown(line, len(line)) for line in text.splitlines()).strip()


def _looked_up(text: str, site: str) -> Report:
    hosts = {site_address().partition("://")[2], request.host}
    looker = Looker(library(), g.release.tables, site, hosts, g.today)
    report = looker.named(text) if text else looker.all()
    g.personal = g.personal or report.personal  # `site_address` may have said so already
    return report


def _feed(asked: Asked) -> ResponseReturnValue:
    """The feed of an embed. What its address says of looks makes no difference, right or wrong."""
    if asked.nothing:
        return _atom(_faulty(*asked.faults))
    return _atom(feed_of(asked.embed, library(), g.release.tables, site_address(), g.today))


def _faulty(*faults: str) -> Feed:
    return faulty(addresses.escaped(request.path), faults, library(), site_address(), g.today)


def _atom(feed: Feed) -> ResponseReturnValue:
    return Response(render_template("rules/changes.xml", feed=feed), mimetype="application/atom+xml")


def _pairs() -> Iterable[tuple[str, str]]:
    return request.args.items(multi=True)
