"""Addresses of what owners follow: the feed of each embed, and the report of what stands on their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from embedding.asked import PATH, Asked, answer, question, questions
from embedding.following.feeds import SUFFIX, faulty, feed_of
from embedding.following.pasted import MOST
from embedding.following.report import as_csv, as_dict
from embedding.following.standing import Line, Looker, Report
from guidance import addresses
from guidance.library import Library
from guidance.routes import kept_address, parameters, site_address
from rules.telling.feeds import Feed

blueprint = Blueprint("following", __name__)


@blueprint.get(f"{PATH}/faq/<slug>{SUFFIX}")
def question_feed(slug: str) -> ResponseReturnValue:
    """What changes one question."""
    return _feed(question(slug, _pairs()))


@blueprint.get(f"{PATH}/faqs{SUFFIX}")
def list_feed() -> ResponseReturnValue:
    """What changes the questions of a list, and what joins or leaves it."""
    return _feed(questions(_pairs(), _library()))


@blueprint.get(f"{PATH}/answer/<profession>/<role>{SUFFIX}")
def answer_feed(profession: str, role: str) -> ResponseReturnValue:
    """What changes a general answer."""
    return _feed(answer(profession, role, _pairs()))


@blueprint.get(f"{PATH}/<path:rest>{SUFFIX}")
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
    return jsonify(as_dict(_looked_up(parameters("ids").get("ids", ""), site_address())))


def _report(site: str) -> tuple[Report, list[str], str]:
    """The report that the address asks for, what means nothing in it, and what was named. site: what addresses in it begin with."""
    told = addresses.read(_pairs(), ("ids",))
    faults = [f"“{addresses.shown(name)}” means nothing here." for name in told.unknown[:3]] + [f"“{name}” stands twice." for name in told.repeated]
    text = told.known.get("ids", "")
    return _looked_up(text, site), faults, text


def _looked_up(text: str, site: str) -> Report:
    hosts = {site_address().partition("://")[2], request.host}
    looker = Looker(_library(), g.release.tables, site, hosts, g.today)
    report = looker.named(text) if text else looker.all()
    g.personal = report.personal
    return report


def _feed(asked: Asked) -> ResponseReturnValue:
    """The feed of an embed. What its address says of looks makes no difference, right or wrong."""
    if asked.nothing:
        return _atom(_faulty(*asked.faults))
    return _atom(feed_of(asked.embed, _library(), g.release.tables, site_address(), g.today))


def _faulty(*faults: str) -> Feed:
    return faulty(addresses.escaped(request.path), faults, _library(), site_address(), g.today)


def _atom(feed: Feed) -> ResponseReturnValue:
    return Response(render_template("rules/changes.xml", feed=feed), mimetype="application/atom+xml")


def _pairs() -> Iterable[tuple[str, str]]:
    return request.args.items(multi=True)


def _library() -> Library:
    found: Library = g.release.library
    return found
