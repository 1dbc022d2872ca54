"""Addresses at which two versions of a page or FAQ stand side by side, each with its JSON twin."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, render_template
from flask.typing import ResponseReturnValue

from guidance import addresses
from guidance.changing.comparison import Comparison, compare
from guidance.library import page_url
from guidance.model import FAQ
from guidance.routes import Misread, as_of, library, page_named, parameters

blueprint = Blueprint("changing", __name__)


@blueprint.get("/guidance/<collection>/<slug>/compare")
def page(collection: str, slug: str) -> ResponseReturnValue:
    """Two versions of a page: what each since told of itself, and what differs, section by section."""
    return _shown(_comparison(collection, slug))


@blueprint.get("/faq/<slug>/compare")
def faq(slug: str) -> ResponseReturnValue:
    """Two versions of an FAQ."""
    return _shown(_comparison(FAQ, slug))


@blueprint.get("/api/v1/guidance/<collection>/<slug>/compare")
def page_json(collection: str, slug: str) -> ResponseReturnValue:
    """Two versions of a page, as JSON."""
    return jsonify(_comparison(collection, slug).as_dict())


@blueprint.get("/api/v1/faq/<slug>/compare")
def faq_json(slug: str) -> ResponseReturnValue:
    """Two versions of an FAQ, as JSON."""
    return jsonify(_comparison(FAQ, slug).as_dict())


def _shown(found: Comparison) -> str:
    return render_template("guidance/compare.html", found=found, page=found.page, facts=library().facts, base=page_url(found.after.version))


def _comparison(collection: str, slug: str) -> Comparison:
    told = parameters("from", "to", "on")
    as_of(told.get("on", ""))
    held = page_named(collection, slug)
    try:
        return compare(library(), held, g.on, told.get("from", ""), told.get("to", ""))
    except KeyError as error:
        raise Misread(f"This page has no version “{addresses.shown(str(error.args[0]))}”.", f"{page_url(held.versions[0])}/compare") from None
