"""The address of oEmbed, which programs ask with an address of ours. Discovery of it stands in the head of the pages (templates/embedding/discovery.html)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from embedding.addressed import Nothing, embed_at
from embedding.oembed import discovery
from embedding.oembed.rich import HEIGHT, WIDTH, as_xml, pixels, rich
from guidance.addresses import shown
from guidance.routes import kept_address, library, problem, site_address

blueprint = Blueprint("oembed", __name__)
TITLES = {400: "We could not read that request", 404: "There is nothing to embed at that address", 501: "There is no such format"}


@blueprint.get("/oembed", strict_slashes=False)
def oembed() -> ResponseReturnValue:
    """The embed of an address of ours. What a consumer sends beside the four parameters of the specification means nothing, as section 2.2 asks."""
    told = {name: request.args.get(name, "").strip() for name in ("url", "maxwidth", "maxheight", "format")}
    if told["format"] not in ("", "json", "xml"):
        return _refused(501, f"“{shown(told['format'])}” is no format of ours: ask for json or xml.")
    if not told["url"]:
        return _refused(400, "`url` is missing: give the address of a page of ours, percent-encoded.")
    sizes = []
    for name, usual in (("maxwidth", WIDTH), ("maxheight", HEIGHT)):
        try:
            sizes.append(pixels(told[name], usual))
        except ValueError as error:
            return _refused(400, f"`{name}`: “{shown(told[name])}” {error}.")
    site = site_address()
    found = embed_at(told["url"], {site.partition("://")[2], request.host}, library(), g.today)
    if isinstance(found, Nothing):
        return _refused(404, found.reason)
    answer = rich(found, library(), site, g.today, *sizes)
    return Response(as_xml(answer), mimetype="text/xml") if told["format"] == "xml" else jsonify(answer)


@blueprint.app_context_processor
def discovered() -> dict[str, Callable[[str], list[tuple[str, str]]]]:
    """What the heads of pages need so that programs find their embeds."""
    return {"oembed_links": partial(discovery.links, site=kept_address())}


def _refused(status: int, detail: str) -> ResponseReturnValue:
    """Why there is no embed, as problem details (RFC 9457), whatever the format: a program shows them to nobody, but who looks for the cause reads them."""
    return problem(status, TITLES[status], detail)
