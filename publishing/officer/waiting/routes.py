"""Addresses of what was handed in: seeing, approving and taking it back; withdrawing and restoring pages; reports of rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from guidance.dates import in_words
from guidance.issues import ContentError
from guidance.model import Page
from guidance.pages import history
from guidance.routes import parameters
from publishing.desk.submission import Submission
from publishing.officer import showing
from publishing.officer.routes import call, desk, reports, room, seals, shown, who
from publishing.officer.seals import LINK_DAYS, USUAL_DAYS
from publishing.officer.writing.faults import Told, told
from publishing.officer.writing.routes import as_read
from publishing.refusals import Refused

blueprint = room("waiting")
MOST = 4_000
"""Characters of a reason or report."""
DONE = {
    "submitted": "It is submitted. Nothing is live yet.",
    "approved": "It is approved.",
    "withdrawn": "It is taken back.",
}


@blueprint.get("/submissions/<name>")
def submission(name: str) -> ResponseReturnValue:
    """A submission: its state and history, and while it waits what it would do, were it released at this moment."""
    done = parameters("done").get("done", "")
    return _submission(desk().find(name, who()), said=DONE.get(done, ""))


@blueprint.get("/submissions/<name>/page")
def page(name: str) -> ResponseReturnValue:
    """The page of a submission as readers will see it."""
    parameters()
    findings = desk().check(desk().publication(name, who()), who())
    if findings.version is None:
        abort(404)
    return as_read(findings, findings.version)


@blueprint.post("/submissions/<name>/approve")
def approve(name: str) -> ResponseReturnValue:
    """Let it become a page."""
    return _act(name, "approved", lambda: desk().approve(name, who(), call()))


@blueprint.post("/submissions/<name>/withdraw")
def withdraw(name: str) -> ResponseReturnValue:
    """Take it back."""
    reason = " ".join(_text("reason").split())
    if not reason:
        return _submission(desk().find(name, who()), [Told("reason", "Why", "Nothing is filled in.", "Say why in a sentence. It stays in the desk.")])
    return _act(name, "withdrawn", lambda: desk().withdraw(name, who(), reason, call()))


@blueprint.post("/submissions/<name>/link")
def link(name: str) -> ResponseReturnValue:
    """Make a link to its preview, for a reviewer without a token."""
    found = desk().find(name, who())
    days = int(_text("days")) if _text("days") in map(str, LINK_DAYS) else USUAL_DAYS
    signed = seals().link(found.id, found.owner, days)
    return _submission(found, link=url_for("links.preview", signed=signed, _external=True), days=days)


@blueprint.route("/life", methods=["GET", "POST"])
def life() -> ResponseReturnValue:
    """Withdraw a page from a day on, or let an older version of it hold again."""
    held = _own_page(request.form.get("page", "") if request.method == "POST" else parameters("page").get("page", ""))
    if request.method == "GET":
        return _life(held)
    do, faults = _text("do"), []
    words = " ".join(_text("reason" if do == "retire" else "change").split())
    try:
        date = datetime.date.fromisoformat(_text("date" if do == "retire" else "again"))
    except ValueError:
        faults.append(Told("date" if do == "retire" else "again", "From which day", "This is not a day.", "Give a day, such as 2027-01-01."))
    if not words:
        field, label = ("reason", "Why") if do == "retire" else ("change", "What changed")
        faults.append(Told(field, label, "Nothing is filled in.", "Say it in a sentence for readers."))
    if faults:
        return _life(held, faults)
    try:
        if do == "retire":
            made = desk().retire(held.id, who(), date, words, _text("successor").strip(), call())
        else:
            made = desk().restore(held.id, _text("stamp"), who(), date, words, call())
    except ContentError as error:
        return _life(held, told(error.issues, {}, None))
    except Refused as error:
        return _life(held, [Told("", "", error.what, error.remedy)])
    return redirect(url_for("waiting.submission", name=made.id, done="submitted"), 303)


@blueprint.route("/reports", methods=["GET", "POST"])
def rows() -> ResponseReturnValue:
    """Tell that a row of the regulator's table is wrong, and see what was told before."""
    if request.method == "GET":
        return _rows(row=parameters("row").get("row", ""))
    try:
        made = reports().report(_text("row"), _text("why").strip(), who(), g.request_id)
    except ContentError as error:
        return _rows(told(error.issues, {}, None))
    except Refused as error:
        return _rows([Told("", "", error.what, error.remedy)])
    return _rows(row="", said=f"Row {made.row} is marked as doubted for readers. We reply by {in_words(made.reply_by)}.")


def _act(name: str, done: str, act: Callable[[], Submission]) -> ResponseReturnValue:
    """Do something to a submission, and show it; refused, show why above it."""
    try:
        act()
    except ContentError as error:
        return _submission(desk().find(name, who()), told(error.issues, {}, None))
    except Refused as error:
        return _submission(desk().find(name, who()), [Told("", "", error.what, error.remedy)])
    return redirect(url_for("waiting.submission", name=name, done=done), 303)


def _submission(found: Submission, faults: list[Told] | None = None, said: str = "", link: str = "", days: int = USUAL_DAYS) -> ResponseReturnValue:
    publication = desk().publication(found.id, who())
    findings = desk().check(publication, who()) if found.is_open else None
    version = findings.version if findings else None
    looks = showing.looks(version, (publication.page or b"").decode("utf-8", "replace")) if version else None
    issues = told(findings.issues, {}, None) if findings else []
    errors = told(findings.errors, {}, None) if findings else []
    return shown(
        "submission.html", 422 if faults else 200, item=found, found=findings, version=version, looks=looks, errors=errors,
        change=showing.change(findings) if findings else None, warnings=[each for each in issues if each not in errors], faults=faults or [],
        said=said, link=link, days=days, choices=LINK_DAYS, same=desk().two_persons and found.who == who().token, reason=_text("reason"),
    )  # fmt: skip


def _life(held: Page, faults: list[Told] | None = None) -> ResponseReturnValue:
    typed = {name: _text(name) for name in ("do", "date", "reason", "successor", "stamp", "again", "change")}
    return shown("life.html", 422 if faults else 200, page=held, history=history(held, g.today), faults=faults or [], typed=typed)


def _rows(faults: list[Told] | None = None, row: str | None = None, said: str = "") -> ResponseReturnValue:
    found = [(item, letter) for _, item, letter in reports().all(who().regulator)]
    table = g.release.tables.get(who().regulator)
    return shown("reports.html", 422 if faults else 200, rows=table.rows if table else [], doubted=found, faults=faults or [], said=said,
                 row=_text("row") if row is None else row, why="" if said else _text("why"))  # fmt: skip


def _own_page(name: str) -> Page:
    held: Page | None = g.release.library.pages.get(name)
    if held is None or held not in showing.own_pages(g.release.library, who().regulator):
        abort(404)
    return held


def _text(name: str) -> str:
    return request.form.get(name, "")[:MOST]
