"""Addresses of frames under /embed/v1/. Whatever they are asked for, they answer with something to read: an intranet hides error pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from embedding import policy
from embedding.asked import PATH, Asked, Embed, Looks, answer, question, questions
from embedding.choosing import choose
from embedding.finding import held, question_page
from embedding.naming import full_page, title
from embedding.reply import reply
from embedding.shown import NEW_TAB, show
from guidance.recent import Recent
from guidance.routes import kept_address, library
from rules.outcomes import WORDS

blueprint = Blueprint("embedding", __name__)
KEPT = Recent(256)
"""What stands in frames as it was made, without an owner's line: asked most of all on the site, and the same for everybody. At most 60 kB each."""
MOST_SHOWN = 50_000
"""Bytes of what stands in a frame; with all around it, a frame stays under 60 kB: thousands of staff open it at nine o'clock. A question that is longer is
told by its answer, without what stands beyond it."""
ELEMENT = Path(__file__).resolve().parent / "frame" / "element.js"


@blueprint.get(f"{PATH}/faq/<slug>")
def faq(slug: str) -> ResponseReturnValue:
    """One question; one that has another id now leads on within this host."""
    asked = question(slug, request.args.items(multi=True))
    page = question_page(slug, library())
    if page is not None and page.slug != slug:
        return redirect(question(page.slug, request.args.items(multi=True)).embed.address(), 301)

    return _kept(asked) or _notice(asked, "We have no question at this address.", "/faqs", "All questions")


@blueprint.get(f"{PATH}/faqs")
def faqs() -> ResponseReturnValue:
    """A list: chosen questions, or those that filters leave."""
    asked = questions(request.args.items(multi=True), library())
    if asked.nothing:
        return _notice(asked, "This address asks for questions that we cannot choose.", "/faqs", "All questions")

    said = "We have none of these questions." if asked.embed.ids else "We have no question that fits all of these filters yet."
    return _kept(asked) or _notice(asked, said, "/faqs", "All questions")


@blueprint.get(f"{PATH}/answer/<profession>/<role>")
def general(profession: str, role: str) -> ResponseReturnValue:
    """The rules' general answer for a profession and role. Facts of a person are not read here."""
    asked = answer(profession, role, request.args.items(multi=True))
    if signpost := library().signposts.get(profession):
        return _notice(asked, f"{signpost.name}: another register, whose rules this site does not hold.", f"/elsewhere/{signpost.id}", "Where to go")
    return _kept(asked) or _notice(asked, "We have no answer for this profession and role.", "/answer", "Choose both")


@blueprint.get(f"{PATH}/element.js")
def element() -> ResponseReturnValue:
    """The script of the custom element that lets a frame have the height of what it holds."""
    return Response(ELEMENT.read_text(encoding="utf-8"), mimetype="text/javascript")


@blueprint.get(PATH, strict_slashes=False)
@blueprint.get(f"{PATH}/<path:rest>")
def anything(rest: str = "") -> ResponseReturnValue:
    """Whatever else a code may hold after somebody has mended it by hand."""
    return _notice(Asked(Embed()), "There is nothing at this address.", "/embed", "Make the code anew")


def inside(embed: Embed, site: str, **also: object) -> Markup | None:
    """What stands in a frame, without what stands around it, or None where it asks for nothing that we have.

    site: the address of our site, without a slash at its end. also: what a copy tells otherwise, as the templates of templates/embedding/ name it.
    """
    shared = {"looks": embed.looks, "site": site, "new_tab": NEW_TAB, **also}
    if embed.answer:
        found = reply(*embed.answer, library(), g.release.tables, site, g.today)
        return Markup(render_template("embedding/reply.html", reply=found, words=WORDS, **shared)) if found else None
    choice = choose(embed, library(), g.today)
    items = [show(version, library(), site, g.today) for version in choice.versions]
    if not items:
        return None
    if not embed.single:
        full = site + full_page(embed, library(), g.today)
        told = {"items": items, "unknown": choice.unknown[:3], "left": choice.left, "full": full}
        return Markup(render_template("embedding/list.html", **told, **shared))
    whole = Markup(render_template("embedding/question.html", item=items[0], whole=True, **shared))
    if len(whole.encode()) <= MOST_SHOWN:
        return whole
    return Markup(render_template("embedding/question.html", item=items[0], whole=False, **shared))


def _kept(asked: Asked) -> str | None:
    """A frame; what stands in it comes from memory if it was made. An owner's line, a theme and faults stand around it: there is no end of them."""
    if not held(asked.embed, library()):  # of names that nothing has there is no end either
        return None
    site, named = kept_address(), replace(asked.embed, looks=Looks(level=asked.embed.looks.level))
    found = KEPT.get((g.today, site, named.address()), library(), lambda: inside(named, site))
    return _frame(asked, found) if found else None


def _notice(asked: Asked, message: str, way: str, way_words: str) -> str:
    site = kept_address()
    shown = render_template("embedding/notice.html", message=message, way=site + way, way_words=way_words, looks=asked.embed.looks, site=site, new_tab=NEW_TAB)
    return _frame(asked, Markup(shown), found=False)


def _frame(asked: Asked, shown: Markup, found: bool = True) -> str:
    """A whole frame: what stands in it, and around it the theme, the owner's line, faults, and whose it is. found: whether it is what was asked for."""
    embed, site = asked.embed, kept_address()
    return render_template(
        "embedding/frame.html", looks=embed.looks, title=title(embed, library(), g.today), shown=shown, faults=asked.faults, site=site, policy=policy,
        canonical=site + full_page(embed, library(), g.today), address=embed.address() if found else "", new_tab=NEW_TAB,
    )  # fmt: skip
