"""Previews behind a signed link: what was submitted, as readers would see it, for a reviewer without a token. Nothing can be done here."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from guidance.dates import in_words
from guidance.model import FAQ
from guidance.routes import parameters
from publishing.access.tokens import Identity
from publishing.desk.submission import Submission
from publishing.officer import showing
from publishing.officer.routes import HOME, desk, refused, seals
from publishing.officer.seals import Forged, Linked
from publishing.officer.writing.routes import as_read
from publishing.refusals import NotFound, Refused

blueprint = Blueprint("links", __name__, url_prefix=HOME)
blueprint.register_error_handler(Refused, refused)
READER = "preview"
"""Who reads behind a link: nobody's token, and nothing that it may do."""


@blueprint.before_request
def begin() -> None:
    """What is shown here is kept by nobody."""
    g.personal = True


@blueprint.get("/preview/<signed>")
def preview(signed: str) -> ResponseReturnValue:
    """The page of a submission, with what differs and what it touches; or why there is nothing to see any more."""
    parameters()
    try:
        link = seals().linked(signed)
    except Forged:
        return _ended(404, "This link is not whole", "It was changed, or cut off on its way.")
    if link.over:
        return _ended(410, "This link has ended", "Links to drafts hold for some days only.")
    try:
        return _draft(link)
    except NotFound:
        return _ended(410, "This draft is gone", "It is no longer on the desk.")


def _draft(link: Linked) -> ResponseReturnValue:
    """What a link leads to. Raises NotFound."""
    reader = Identity(READER, READER, link.owner, frozenset())
    found = desk().find(link.submission, reader)
    if found.state == "released":
        day = in_words(found.history[-1].at.date())
        return _ended(410, "This draft was published", f"It was published on {day}.", f"{_page(found)}/{found.stamp}")
    if not found.is_open:
        replaced = found.history[-1].why.startswith("Replaced by")
        why = "Another wording was submitted in its place." if replaced else "It was taken back, or no longer fitted what is published."
        return _ended(410, "This draft is no longer under review", why)
    findings = desk().check(desk().publication(found.id, reader), reader)
    if findings.version is None:
        return _ended(404, "This draft has no page", "It brings facts or numbers only.")
    return as_read(findings, findings.version, link=link, found=findings, change=showing.change(findings))


def _page(found: Submission) -> str:
    return f"/faq/{found.slug}" if found.regulator == FAQ else f"/guidance/{found.page_id}"


def _ended(status: int, title: str, why: str, link: str = "") -> ResponseReturnValue:
    remedy = "" if link else " Ask whoever sent it for a link to what is under review."
    return render_template("error.html", status=status, title=title, detail=why + remedy, link=link, link_words="Read it as published"), status
