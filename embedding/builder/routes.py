"""The builder and the owner's pack."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from embedding import asked, naming, policy
from embedding.asked import Embed
from embedding.builder import codes, copied, wish
from embedding.choosing import choose
from embedding.routes import inside
from embedding.shown import NEW_TAB
from guidance.routes import library, parameters, site_address

blueprint = Blueprint("builder", __name__)


@blueprint.get(wish.BUILDER)
def build() -> ResponseReturnValue:
    """The form, and what has been chosen on it so far: a preview, and the codes that put it on a page. A fault is told, never an error."""
    chosen = wish.read(request.args.items(multi=True), library(), g.today)
    return render_template(
        "embedding/builder.html",
        wish=chosen,
        ways=wish.WAYS,
        groups=wish.groups(chosen, library(), g.today) if chosen.way == "questions" else [],
        picked=choose(chosen.embed, library(), g.today).versions if chosen.embed and chosen.embed.ids else (),
        fitting=lambda versions: [version for version in versions if wish.fits(version, chosen.told.get("find", ""))],
        asked=asked,
        countries=naming.COUNTRIES,
        taken=_taken(chosen.embed) if chosen.embed else None,
        allowed=_allowed(),
    )


@blueprint.get("/embed/pack")
def pack() -> ResponseReturnValue:
    """What an owner's colleagues in IT, security and governance ask, with answers."""
    parameters()
    settings = current_app.config
    return render_template(
        "embedding/pack.html",
        allowed=_allowed(),
        asked=asked,
        codes=codes,
        contact=settings["CONTACT"],
        hosting=settings["HOSTING"],
        headers=policy.headers(settings["FRAME_ANCESTORS"]),
    )


def _taken(embed: Embed) -> dict[str, object]:
    """What the result shows of an embed: its name, its addresses, and its code in each way."""
    site = site_address()
    title = naming.title(embed, library(), g.today)
    choice = None if embed.answer else choose(embed, library(), g.today)
    return {
        "title": title,
        "address": embed.address(),
        "sandbox": codes.SANDBOX,
        "height": codes.HEIGHT,
        "plain": codes.plain(embed, site),
        "iframe": codes.iframe(embed, site, title),
        "element": codes.element(embed, site, title),
        "still": _copy(embed, site) if choice is None or choice.versions else "",
        "feed": embed.feed,
        "page": f"{site}{naming.full_page(embed, library(), g.today)}" if embed.single or embed.answer else "",
        "used": ",".join(version.slug for version in choice.versions) if choice else "answer/" + "/".join(embed.answer or ()),
        "empty": choice is not None and not choice.versions,
    }


def _copy(embed: Embed, site: str) -> str:
    """The copy in plain HTML: what a frame shows, in a wrapping that says from which day it is, and what the frame would say now."""
    shared = {"copied": True, "lately": "Changed shortly before this was copied"}
    shown = inside(embed, site, **shared)
    wrapped = {"shown": shown, "present": codes.plain(embed, site), "looks": embed.looks, "site": site, "new_tab": NEW_TAB}
    return copied.bare(render_template("embedding/builder-copy.html", **wrapped, **shared))


def _allowed() -> dict[str, str]:
    """The line for a list of allowed frames, as the kinds of list want it: a host alone, an address of the host, and the addresses of frames."""
    site = site_address()
    return {"host": urlsplit(site).netloc, "site": site, "prefix": f"{site}{asked.PATH}/"}
