"""Addresses of the record: what a page said, by the day, each with its JSON twin."""

from __future__ import annotations

import datetime
import hashlib

from flask import Blueprint, abort, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from guidance import addresses
from guidance.building import read_version
from guidance.dates import LONDON, in_words
from guidance.model import FAQ, Version
from guidance.pages import quoted
from guidance.routes import Misread, follow, library, parameters
from publishing.record.history import Stood
from publishing.record.sheet import RecordSheet, address, heading
from publishing.record.shown import Shown

blueprint = Blueprint("record", __name__)


@blueprint.get("/guidance/<collection>/<slug>/record")
def page(collection: str, slug: str) -> ResponseReturnValue:
    """Every wording that stood at the address of a page, and what it said on one day."""
    return _page(collection, slug)


@blueprint.get("/faq/<slug>/record")
def faq(slug: str) -> ResponseReturnValue:
    """Every wording that stood at the address of an FAQ, and what it said on one day."""
    return _page(FAQ, slug)


@blueprint.get("/api/v1/guidance/<collection>/<slug>/record")
def page_json(collection: str, slug: str) -> ResponseReturnValue:
    """The record of a page, as JSON."""
    return jsonify(_sheet(collection, slug).as_dict())


@blueprint.get("/api/v1/faq/<slug>/record")
def faq_json(slug: str) -> ResponseReturnValue:
    """The record of an FAQ, as JSON."""
    return jsonify(_sheet(FAQ, slug).as_dict())


def _page(collection: str, slug: str) -> str:
    sheet = _sheet(collection, slug)
    told = sheet.told(_wording)
    return render_template("publishing/record.html", sheet=sheet, told=told, title=heading(library(), sheet.name, told), base=address(sheet.name),
                           quoted=quoted, moment=_moment)  # fmt: skip


def _sheet(collection: str, slug: str) -> RecordSheet:
    """The record that the address asks for. Raises NotFound where there is neither a page nor a record of one, Misread for a day that is none."""
    if collection == FAQ and not request.path.startswith(("/faq/", "/api/v1/faq/")):
        abort(404)
    told = parameters("on")
    try:
        on = addresses.day(told["on"]) if "on" in told else None
    except ValueError as error:
        raise Misread(f"“{addresses.shown(told['on'])}”: {error}", f"{address((collection, slug))}/record") from None
    sheet = RecordSheet(library(), _shown().entries(), (collection, slug), g.today, on)
    if not (sheet.page or sheet.stood):  # what stood under an id that has moved since stays on record there
        follow("/".join(sheet.name))
        abort(404)
    return sheet


def _wording(item: Stood) -> Version | None:
    """A wording as it was shown: that of the library where its file is still the same, else the file that the record holds, set out anew."""
    data = g.release.files.get(item.path)
    if data is not None and hashlib.sha256(data).hexdigest() == item.sha256:
        held = library().corpus.pages
        return next((version for page in held for version in page.versions if version.path == item.path), None)
    kept = _shown().wording(item.sha256)
    return read_version(item.path, kept, library().regulators)[0] if kept is not None else None


def _shown() -> Shown:
    found: Shown = current_app.extensions["current"].releases.shown
    return found


def _moment(at: datetime.datetime) -> str:
    """A moment as people in the United Kingdom read it: 22 November 2026 at 09:31."""
    local = at.astimezone(LONDON)
    return f"{in_words(local)} at {local:%H:%M}"
