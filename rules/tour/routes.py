"""Addresses of the tour of duty: a plan as a page, a calendar file and JSON. All of it stands in the address; nothing is kept."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from guidance import addresses
from guidance.library import Library
from guidance.routes import Misread, parameters
from rules.calendar import calendar_file
from rules.outcomes import WORDS
from rules.schemes import Fact
from rules.tour import diary, overview, picture, plan, twin
from rules.tour.advice import Change
from rules.tour.plan import Reading

blueprint = Blueprint("tour", __name__)


class NothingAhead(NotFound):
    """A plan without a date for a diary: an empty file would look as if it had been taken in."""

    def __init__(self, link: str) -> None:
        super().__init__()
        detail = "This plan has no date from today on."
        self.details = {"title": "There are no dates for a calendar", "detail": detail, "link": link, "link_words": "Go to the plan"}


@blueprint.get("/plan")
def page() -> ResponseReturnValue:
    """The form of a plan, and below it, once the plan is complete, its timeline for each register."""
    told, mended = _told()
    reading = plan.read(g.release.library, g.release.tables, told, g.today)
    if reading.registers and "start" not in told:
        mended = {**told, "start": f"{g.today:%Y-%m}"}
    if mended is not None:
        return redirect(_address("tour.page", mended))
    faults = [fault for fault in reading.faults if reading.count or fault.name in told]
    lines = _lines(reading)
    body = render_template(
        "rules/plan.html",
        reading=reading,
        told=told,
        faults=faults,
        lines=[(line, picture.draw(line)) for line in lines],
        words=WORDS,
        numbers=range(1, min(reading.count + 1, plan.MOST_STAGES) + 1),
        without=lambda number: _address("tour.page", plan.without(told, number)),
        tried=lambda line, change: _address("tour.page", _changed(told, lines.index(line), change)),
        answered=answered,
        address=lambda endpoint: _address(endpoint, told),
    )
    return body, 400 if faults else 200


@blueprint.get("/api/v1/plan")
def plan_json() -> ResponseReturnValue:
    """A plan as JSON: for each register its points, decided as of their days, with dates, costs and changes."""
    reading = _complete("/api/v1/plan")
    return jsonify(twin.as_json(reading, _lines(reading), answered))


@blueprint.get("/plan/calendar.ics")
def calendar() -> ResponseReturnValue:
    """The dates of a plan that are not past, as a calendar file. It is made for this request and stored nowhere."""
    reading = _complete("/plan")
    found = diary.entries(_lines(reading), g.release.library, g.today, answered, request.host_url.rstrip("/"))
    if not found:
        raise NothingAhead(_address("tour.page", reading.told))
    response = Response(calendar_file(found, g.today), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="stay-registered-plan.ics"'
    return response


def answered(line: overview.Line, row: overview.Row, way: int) -> str:
    """The address of the full answer for one way of a point: the same facts, as of the same day."""
    moment = row.point.moment
    facts = {name: _text(value) for name, value in moment.ways[way].facts.items()}
    bare = url_for("rules.page", profession=line.register.profession.id, role=line.register.stages[moment.stage].role.id)
    return f"{bare}?{addresses.Parameters({**facts, 'on': moment.day.isoformat()}).query()}"


def _lines(reading: Reading) -> list[overview.Line]:
    return [overview.line(register, g.release.library, g.today) for register in reading.registers]


def _told() -> tuple[dict[str, str], dict[str, str] | None]:
    """The texts of the address, and the address to go to instead where it has empty names or numbers that leave one out."""
    library: Library = g.release.library
    professions = plan.chosen(library, g.release.tables, request.args)
    told = parameters(*plan.names(professions))
    g.personal = bool(told)
    tidy = plan.tidy(told)
    return tidy, tidy if tidy != told or len(request.args) != len(told) else None


def _complete(path: str) -> Reading:
    """A plan without a fault. Raises Misread, with every fault in words, for any other."""
    told, _ = _told()
    reading = plan.read(g.release.library, g.release.tables, told, g.today)
    if reading.faults:
        strange = {fault.name for fault in reading.faults}
        kept = addresses.Parameters({name: value for name, value in told.items() if name not in strange}).query()
        raise Misread(" ".join(f"{fault.name}: {fault.message} {fault.remedy}" for fault in reading.faults), f"{path}?{kept}" if kept else path)
    return reading


def _address(endpoint: str, told: Mapping[str, str]) -> str:
    query = addresses.Parameters(dict(told)).query()
    return url_for(endpoint) + (f"?{query}" if query else "")


def _changed(told: Mapping[str, str], register: int, change: Change) -> dict[str, str]:
    """The address of a plan with one change made."""
    head = f"stage{change.stage + 1}_"
    before = plan.SECOND if register else plan.FIRST
    new = {head + before + name: _text(value) for name, value in change.told}
    return {**told, **new, **({f"{head}months": str(change.months)} if change.months is not None else {})}


def _text(value: Fact) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
