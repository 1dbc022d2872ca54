"""Addresses of the way in over HTTP: publications by their address, what was submitted, and reports of rows. Every one needs a token."""

from __future__ import annotations

import hashlib
import secrets
from typing import TypeVar

from flask import Blueprint, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from guidance.issues import ContentError
from guidance.model import FAQ, Frozen
from guidance.routes import Misread, parameters
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.desk.desk import Desk
from publishing.desk.reports import Reports
from publishing.desk.submission import STATES, Call, Submission
from publishing.inbox import looking, problems, reading
from publishing.inbox.problems import Problem
from publishing.refusals import NotFound, Refused

blueprint = Blueprint("inbox", __name__, url_prefix="/api/v1")
ADDRESS = "/publications/<regulator>/<slug>/<stamp>"
MARKDOWN, FORM, JSON = "text/markdown", "multipart/form-data", "application/json"
MOST_LISTED = 500
"""So many submissions are listed, the newest; all are counted."""
Model = TypeVar("Model", bound=Frozen)


@blueprint.before_request
def begin() -> None:
    """Nothing that is told here is kept by anybody, and each request has an id by which the audit log knows it."""
    g.personal = True
    g.request_id = secrets.token_hex(8)


@blueprint.after_request
def finish(response: Response) -> Response:
    """Tell the id of the request."""
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return response


@blueprint.errorhandler(Problem)
def problem(error: Problem) -> ResponseReturnValue:
    """A refusal as problem details."""
    response = jsonify(error.body(g.get("request_id", "")))
    response.content_type = "application/problem+json"
    response.headers.update(error.headers)
    return response, error.status


@blueprint.errorhandler(Refused)
def refused(error: Refused) -> ResponseReturnValue:
    """What the desk or the tokens refuse."""
    return problem(problems.refused(error))


@blueprint.errorhandler(ContentError)
def faulty(error: ContentError) -> ResponseReturnValue:
    """Content with errors."""
    return problem(problems.content(error))


@blueprint.errorhandler(Misread)
def misread(error: Misread) -> ResponseReturnValue:
    """An address with something in it that means nothing."""
    remedy = "Use the parameters that /api/v1/openapi.json lists. A token never stands in an address."
    return problem(Problem(400, "We could not read that address", error.details["detail"], remedy, more={"mended": error.details["link"]}))


@blueprint.errorhandler(413)
def too_large(error: HTTPException) -> ResponseReturnValue:
    """A request that is too large as a whole."""
    most = f"{current_app.config['MAX_CONTENT_LENGTH']:,}"
    remedy = f"A part may have {reading.MOST_BYTES:,} bytes. Split the page into several."
    return problem(problems.unread(413, "That is too much to send", f"The request is larger than {most} bytes, or has too many parts.", remedy))


@blueprint.get("/publications")
def listed() -> ResponseReturnValue:
    """What the regulator of the token has submitted, newest first."""
    who = _who()
    told = parameters("regulator", "state")
    state = reading.choice(told.get("state", ""), "state", STATES)
    regulator = reading.choice(told.get("regulator", ""), "regulator", (who.regulator, FAQ))
    return jsonify(looking.listed(who, _desk(), state, regulator, MOST_LISTED))


@blueprint.put(ADDRESS)
def put(regulator: str, slug: str, stamp: str) -> ResponseReturnValue:
    """Submit a publication, or with `dry_run=true` only tell what it would do."""
    who = _who()
    told = parameters("announce", "dry_run")
    dry, announce = reading.flag(told.get("dry_run", ""), "dry_run"), reading.day(told.get("announce", ""), "announce")
    create_only, tags = reading.create_only(request.headers.get("If-None-Match")), _tags()
    publication = Publication.of(regulator, slug, stamp, **_parts())
    if dry:
        found = _desk().check(publication, who)
        if found.errors:
            raise problems.faulty(found.issues, found.as_dict())
        return jsonify(found.as_dict())
    call = _call(request.query_string + publication.etag.encode())
    return _made(_desk().submit(publication, who, looking.match(tags, publication, who, _desk()), create_only, announce, call))


@blueprint.get(ADDRESS)
def shown(regulator: str, slug: str, stamp: str) -> ResponseReturnValue:
    """What is at an address: its state, and with `Accept: text/markdown` the text of its page."""
    who = _who()
    parameters()
    found = looking.at((regulator, slug, stamp), who, _desk(), g.release.library)
    response = jsonify(found.as_dict())
    if request.accept_mimetypes.best_match([JSON, MARKDOWN]) == MARKDOWN:
        kept = found.standing.publication if found.standing else _desk().publication(found.submission.id, who) if found.submission else None
        if kept is None or kept.page is None:
            raise NotFound("This publication has no page.", "Ask for it as JSON.", found.address)
        response = current_app.response_class(kept.page, content_type=f"{MARKDOWN}; charset=utf-8")
    response.headers["Vary"] = "Accept, Authorization"
    if found.standing:
        response.set_etag(found.standing.etag)
        response.make_conditional(request)
    return response


@blueprint.get(f"{ADDRESS}/difference")
def difference(regulator: str, slug: str, stamp: str) -> ResponseReturnValue:
    """The page of a submission against the version that it follows, by section."""
    who = _who()
    parameters()
    found = looking.submission((regulator, slug, stamp), who, _desk(), g.release.library)
    compared = _desk().difference(found.id, who)
    return jsonify({"id": found.id, "address": found.address, "difference": compared.as_dict() if compared else None})


@blueprint.get(f"{ADDRESS}/findings")
def findings(regulator: str, slug: str, stamp: str) -> ResponseReturnValue:
    """What a submission would do, were it released now: its issues, difference, impact and page."""
    who = _who()
    parameters()
    found = looking.submission((regulator, slug, stamp), who, _desk(), g.release.library)
    told = _desk().check(_desk().publication(found.id, who), who)
    return jsonify({"id": found.id, "address": found.address, "etag": found.etag, **told.as_dict()})


@blueprint.post(f"{ADDRESS}/approval")
def approve(regulator: str, slug: str, stamp: str) -> ResponseReturnValue:
    """Approve what was seen, which If-Match names: somebody may have submitted another wording meanwhile."""
    who = _who()
    parameters()
    tags = _tags()
    found = looking.submission((regulator, slug, stamp), who, _desk(), g.release.library, tags)
    looking.seen(found, tags, must=True)
    return _told(_desk().approve(found.id, who, _call(b"")))


@blueprint.delete(ADDRESS)
def withdraw(regulator: str, slug: str, stamp: str) -> ResponseReturnValue:
    """Take back what is not yet released. The reason stands in the body, or in the address."""
    who = _who()
    told = parameters("reason")
    data, tags = request.get_data(), _tags()
    asked = reading.valid(told, reading.TakingBack) if told and not data else _body(reading.TakingBack)
    found = looking.submission((regulator, slug, stamp), who, _desk(), g.release.library, tags)
    looking.seen(found, tags, must=False)
    return _told(_desk().withdraw(found.id, who, asked.reason, _call(request.query_string + data)))


@blueprint.post("/publications/<regulator>/<slug>/withdrawal")
def retire(regulator: str, slug: str) -> ResponseReturnValue:
    """Submit the notice that a page is withdrawn from a day on."""
    who = _who()
    parameters()
    asked, page = _body(reading.Withdrawing), looking.page(regulator, slug, who)
    return _made(_desk().retire(page, who, asked.date, asked.reason, asked.successor, _call(request.get_data())))


@blueprint.post("/publications/<regulator>/<slug>/restoration")
def restore(regulator: str, slug: str) -> ResponseReturnValue:
    """Submit an older version of a page as its version from a day on."""
    who = _who()
    parameters()
    asked, page = _body(reading.Restoring), looking.page(regulator, slug, who)
    return _made(_desk().restore(page, asked.version, who, asked.date, asked.change, _call(request.get_data())))


@blueprint.post("/reports")
def report() -> ResponseReturnValue:
    """Tell that a row of the regulator's table is wrong."""
    who = _who()
    parameters()
    asked = _body(reading.Reporting)
    return jsonify(_reports().report(asked.row, asked.why, who, g.request_id).model_dump(mode="json")), 201


@blueprint.get("/reports")
def reports() -> ResponseReturnValue:
    """The reports of the regulator's rows, with what was written, open ones first."""
    who = _who()
    parameters()
    found = _reports().all(who.regulator)
    return jsonify([{**item.model_dump(mode="json"), "letter": letter.model_dump(mode="json") if letter else None} for _, item, letter in found])


def _desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


def _reports() -> Reports:
    found: Reports = current_app.extensions["reports"]
    return found


def _who() -> Identity:
    """Who calls. Asked for before anything else is read. Raises NotSignedIn or TooMany."""
    found: Identity = current_app.extensions["tokens"].find(reading.bearer(request.headers.get("Authorization")))
    return found


def _tags() -> tuple[str, ...]:
    return reading.etags(request.headers.get("If-Match"))


def _call(asked: bytes) -> Call:
    """What the desk is told of this request. asked: what a repetition under the same idempotency key must hold as well."""
    key = reading.key(request.headers.get("Idempotency-Key"))
    conditions = [request.headers.get(name, "") for name in ("If-Match", "If-None-Match")]
    whole = "\0".join([request.method, request.path, *conditions]).encode("utf-8", "replace") + b"\0" + asked
    return Call(g.request_id, key, hashlib.sha256(whole).hexdigest())


def _parts() -> dict[str, bytes]:
    """The parts in the body: a page alone as text/markdown, or several as files of a form. Raises Problem."""
    _takes(MARKDOWN, FORM)
    if request.mimetype == MARKDOWN:
        return reading.parts([("page", request.get_data(cache=False))])
    if request.form:
        raise problems.unread(422, "We could not read the body", "A part is not sent as a file.", "Give it a file name, as `curl -F page=@page.md` does.")
    return reading.parts((name, item.read(reading.MOST_BYTES + 1)) for name, item in request.files.items(multi=True))


def _body(model: type[Model]) -> Model:
    _takes(JSON)
    return reading.body(request.get_data(), model)


def _takes(*kinds: str) -> None:
    reading.takes(request.mimetype, request.mimetype_params.get("charset", "utf-8"), request.headers.get("Content-Encoding", ""), *kinds)


def _told(found: Submission) -> Response:
    response = jsonify(found.as_dict())
    response.set_etag(found.etag)
    return response


def _made(found: Submission) -> ResponseReturnValue:
    response = _told(found)
    response.headers["Location"] = f"/api/v1/publications/{found.address}"
    return response, 201
