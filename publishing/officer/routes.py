"""The door of `/publish`: signing in and out, the overview, and what every room of the form shares.

Nothing is kept of a page here by anybody. One cookie, for this part of the site alone, holds the id of the token and a secret for forms, under our own
signature. The token itself is looked up at each request, so that it can be revoked at once.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from guidance.changing.comparison import field_words
from guidance.issues import ContentError
from guidance.routes import parameters
from publishing.access.signing import signing_key
from publishing.access.tokens import Identity, Tokens
from publishing.desk.desk import Desk
from publishing.desk.reports import Reports
from publishing.desk.submission import Call
from publishing.inbox.problems import refused as as_problem
from publishing.ledger.telling import told
from publishing.officer import showing
from publishing.officer.seals import SESSION, Seals
from publishing.refusals import NotSignedIn, Refused, TooMany, Unwritable

HOME, COOKIE = "/publish", "publishing"
MOST_ONWARD = 500
"""Characters of an address to which signing in leads on."""
WRITING = f"{HOME}/write"
"""The one form of which what was typed is carried over a sign-in."""


def room(name: str) -> Blueprint:
    """A part of the form behind the door: only who has signed in comes in, and refusals are told as pages."""
    made = Blueprint(name, __name__, url_prefix=HOME)
    made.before_request(_enter)
    made.after_request(_leave)
    made.register_error_handler(Refused, refused)
    made.register_error_handler(413, too_large)
    made.register_error_handler(ContentError, faulty)
    return made


def desk() -> Desk:
    """The desk of this site."""
    found: Desk = current_app.extensions["desk"]
    return found


def reports() -> Reports:
    """The reports of rows of this site."""
    found: Reports = current_app.extensions["reports"]
    return found


def who() -> Identity:
    """Who has signed in."""
    found: Identity = g.who
    return found


def call() -> Call:
    """What the desk is told of this request."""
    return Call(g.request_id)


def seals() -> Seals:
    """What signs sessions and links. Raises Unwritable where the key cannot be read or made."""
    ledger = desk().ledger
    try:
        with told(ledger):
            key = signing_key(ledger.folder)
    except ValueError as error:
        current_app.logger.error("%s", error)
        raise Unwritable("The key with which this site signs is damaged.", "Tell the operator of the site, whose log says how to mend it.") from None
    return Seals(key, current_app.config["NOW"])


def shown(template: str, status: int = 200, **values: object) -> ResponseReturnValue:
    """A page of the form."""
    return render_template(f"publishing/{template}", who=g.who, form=g.session.form, two_persons=desk().two_persons, field_words=field_words, **values), status


def _enter() -> ResponseReturnValue | None:
    g.personal, g.request_id = True, secrets.token_hex(8)
    g.who = g.session = g.cookie = None
    if request.method == "POST" and not _is_ours():
        return render_template("publishing/refused.html", title="This form came from another site", what="Nothing was done.",
                               remedy="Open the form here, and send it again.", where=""), 403  # fmt: skip
    try:
        _recognise()
        return None if g.who else _receive()
    except (NotSignedIn, TooMany) as error:
        return _sign_in(error)


def _recognise() -> None:
    """Take the session that the browser brings, if its token is still good and a form that came in belongs to it. Raises NotSignedIn."""
    text = request.cookies.get(COOKIE, "")
    session = seals().session(text) if text else None
    if session is None or "token" in request.form:
        return
    who = current_app.extensions["tokens"].holder(session.token)
    if request.method == "POST" and not session.owns(request.form.get("form", "")):
        raise NotSignedIn("This form belongs to another session.", "Sign in again; what you typed is kept.")
    g.who, g.session = who, session


def _receive() -> ResponseReturnValue | None:
    """Sign in with the token that came in the form, and go on to what was asked for; without one, ask for it. Raises NotSignedIn and TooMany."""
    if request.method != "POST" or "token" not in request.form:
        return _sign_in(None)
    tokens: Tokens = current_app.extensions["tokens"]
    g.who = tokens.find(request.form["token"][:200])
    g.session, g.cookie = seals().begin(g.who.token)
    return None if request.form.get("goes_on") and request.path == WRITING and "do" not in request.form else redirect(_next(), 303)


def _sign_in(error: Refused | None) -> ResponseReturnValue:
    """The page on which one signs in, in place of the one that was asked for; a wording that was typed is carried along, to be checked again.

    Nothing that was to be done is: without a session, nobody can tell who sent the form.
    """
    goes_on = request.method == "POST" and request.path == WRITING
    dropped = {"token", "form", "goes_on", "next", "do"}
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in dropped] if goes_on else []
    action = request.path if goes_on else url_for("officer.sign_in")
    onward = "" if goes_on else _next() if request.method == "POST" else _asked_for()
    page = render_template("publishing/sign-in.html", error=error, carried=carried, goes_on=goes_on, action=action, onward=onward)
    return page, 429 if isinstance(error, TooMany) else 403, {"Retry-After": str(error.wait)} if isinstance(error, TooMany) else {}


def _asked_for() -> str:
    """The address that was asked for; without its parameters where these are more than any of ours."""
    whole = request.full_path.removesuffix("?")
    return whole if len(whole) <= MOST_ONWARD else request.path


def _next() -> str:
    """Where an officer goes after signing in: the page of this form that was asked for, never another site."""
    text = request.form.get("next", "")
    parts = urlsplit(text)
    known = not parts.scheme and not parts.netloc and (parts.path == HOME or parts.path.startswith(f"{HOME}/")) and parts.path != url_for("officer.sign_in")
    return text if known and text.isprintable() and "\\" not in text else HOME


def _is_ours() -> bool:
    """Whether a form was sent from this site, as far as the browser tells; the secret in the form is what proves it.

    Our pages tell nobody where a reader came from, so `Origin` is `null` for our own forms, too.
    """
    if told := request.headers.get("Sec-Fetch-Site"):
        return told == "same-origin"
    origin = request.headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin).netloc in (request.host, urlsplit(current_app.config["SITE"]).netloc)


def _leave(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    secure = request.is_secure or str(current_app.config["SITE"]).startswith("https:")
    if g.get("cookie"):
        most = int(SESSION.total_seconds())
        response.set_cookie(COOKIE, g.cookie, max_age=most, path=HOME, secure=secure, httponly=True, samesite="Strict")
    elif COOKIE in request.cookies and g.get("who") is None:
        response.delete_cookie(COOKIE, path=HOME, secure=secure, httponly=True, samesite="Strict")
    return response


def refused(error: Refused) -> ResponseReturnValue:
    """What the desk refuses, as a page."""
    problem = as_problem(error)
    return render_template("publishing/refused.html", title=problem.title, what=error.what, remedy=error.remedy, where=error.where), problem.status


def faulty(error: ContentError) -> ResponseReturnValue:
    """Content that has errors, where no form is at hand that could show them at its fields."""
    return render_template("publishing/faulty.html", issues=error.issues), 422


def too_large(error: HTTPException) -> ResponseReturnValue:
    """More than a form may hold."""
    remedy = "Go back in your browser: what you typed is still there. Split the page into several."
    return render_template("publishing/refused.html", title="That is too much to send", what="The form was not read.", remedy=remedy, where=""), 413


blueprint = room("officer")


@blueprint.get("")
def overview() -> ResponseReturnValue:
    """What waits for the officer, what waits for others, and what is due."""
    parameters()
    found = showing.overview(
        desk().all(who()), who().token, "approve" in who().scopes, desk().two_persons, showing.own_pages(g.release.library, who().regulator), g.today
    )
    doubted = [(item, letter) for _, item, letter in reports().all(who().regulator)]
    return shown("overview.html", found=found, doubted=doubted)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Where the sign-in form is sent; whoever has signed in goes on to the overview."""
    return redirect(url_for("officer.overview"), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session in this browser."""
    g.who = g.session = None
    return redirect(url_for("officer.overview"), 303)


@blueprint.get("/pages")
def pages() -> ResponseReturnValue:
    """Every page that the token may touch, and where to begin another."""
    parameters()
    return shown("pages.html", pages=showing.own_pages(g.release.library, who().regulator), newest=showing.newest)
