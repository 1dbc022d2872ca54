"""The application: settings, security headers, error shape, blueprints and commands. It wires; it knows no regulation."""

from __future__ import annotations

import datetime
import hashlib
import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, render_template, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, MethodNotAllowed

import embedding.builder.routes
import embedding.data.routes
import embedding.following.routes
import embedding.oembed.routes
import embedding.routes
import guidance.changing.routes
import guidance.routes
import publishing.cli
import publishing.desk.cli
import publishing.inbox.routes
import publishing.officer.links.routes
import publishing.officer.routes
import publishing.officer.waiting.routes
import publishing.officer.writing.routes
import publishing.record.routes
import publishing.routes
import rules.again.routes
import rules.checking.routes
import rules.cli
import rules.compare.routes
import rules.keeping.routes
import rules.routes
import rules.telling.routes
import rules.tour.routes
import search.routes
from embedding import policy
from guidance.dates import LONDON, in_words
from guidance.routes import kept_address, problem
from publishing.access.limits import Limits
from publishing.access.tokens import Tokens
from publishing.bodies import Bodies
from publishing.current import Current, NothingReleased
from publishing.desk.desk import Desk
from publishing.desk.reports import Reports
from publishing.ledger.ledger import Ledger
from publishing.release import Releases
from rules.outcomes import PARTS
from serving.headers import PERSONAL, PUBLIC, headers
from serving.moments import Moments
from serving.settings import ROOT, SETTINGS, contact, hosting, site

ROUTES = (
    guidance.routes,
    guidance.changing.routes,
    rules.routes,
    rules.again.routes,
    rules.checking.routes,
    rules.compare.routes,
    rules.keeping.routes,
    rules.telling.routes,
    rules.tour.routes,
    search.routes,
    publishing.routes,
    publishing.inbox.routes,
    publishing.officer.routes,
    publishing.officer.writing.routes,
    publishing.officer.waiting.routes,
    publishing.officer.links.routes,
    publishing.record.routes,
    embedding.routes,
    embedding.builder.routes,
    embedding.data.routes,
    embedding.oembed.routes,
    embedding.following.routes,
)
"""Every module of addresses, each with its blueprint."""


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Make the application.

    config: settings by name, with or without `STAY_`; they win over the environment, which wins over the defaults in SETTINGS.
    Raises ValueError for an unknown setting or a date that is none.
    """
    app = Flask(__name__, instance_path=str(ROOT / "instance"), static_folder="static", template_folder="templates")
    app.url_map.merge_slashes = False  # else `//` is answered by a redirect to whatever host the request names
    _configure(app, config or {})
    releases = Releases(Path(app.config["INSTANCE_DIR"]))
    desk = _publish_through(app, releases)
    current = Current(Path(app.config["CONTENT_DIR"]), releases, app.config["CLOCK"], bool(app.config["WATCH"]), desk)
    app.extensions["current"] = current
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["part_words"] = PARTS
    app.jinja_env.filters["date"] = in_words
    app.jinja_env.filters["iso_date"] = lambda text: in_words(datetime.date.fromisoformat(text))
    app.jinja_env.filters["capfirst"] = lambda words: words[:1].upper() + words[1:]  # `capitalize` would write “nmc”
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _shape_requests(app, current)
    _shape_errors(app)
    app.wsgi_app = Bodies(app.wsgi_app)  # type: ignore[assignment, method-assign]
    for package in ROUTES:
        app.register_blueprint(package.blueprint)
    rules.cli.register(app)
    publishing.cli.register(app)
    publishing.desk.cli.register(app)
    return app


def _publish_through(app: Flask, releases: Releases) -> Desk:
    """The desk, and what hangs together with it: who may publish, and the log of who did."""
    today, now = app.config["CLOCK"], app.config["NOW"]
    folder = Path(app.config["DESK_DIR"])
    ledger = Ledger(folder, Path(app.config["CONTENT_DIR"]), lambda files: releases.make(files, today()), now)
    desk = Desk(ledger, releases, today, bool(app.config["TWO_PERSON"]))
    app.extensions["desk"] = desk
    app.extensions["tokens"] = Tokens(ledger, Limits(folder, now), now)
    app.extensions["audit"] = ledger.audit
    app.extensions["reports"] = Reports(ledger, releases, today)
    return desk


def _configure(app: Flask, config: Mapping[str, Any]) -> None:
    app.config.update({setting.name: setting.default for setting in SETTINGS})
    app.config.from_prefixed_env("STAY")
    known = {setting.name for setting in SETTINGS} | {"TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS", "SERVER_NAME"}
    for name, value in config.items():
        plain = name.removeprefix("STAY_")
        if plain not in known:
            raise ValueError(f"{name} is not a setting; the settings are {', '.join(f'STAY_{setting.name}' for setting in SETTINGS)}.")
        app.config[plain] = value
    app.config["SITE"] = site(str(app.config["SITE"]))
    app.config["FRAME_ANCESTORS"] = policy.ancestors(str(app.config["FRAME_ANCESTORS"]))
    app.config["CONTACT"], app.config["HOSTING"] = contact(str(app.config["CONTACT"])), hosting(str(app.config["HOSTING"]))
    app.config["CLOCK"] = _clock(app.config["TODAY"])
    app.config["NOW"] = lambda: datetime.datetime.now(datetime.UTC)
    app.config["DESK_DIR"] = app.config["DESK_DIR"] or str(Path(app.config["INSTANCE_DIR"]) / "desk")
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    if not app.debug:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")


def _clock(pinned: object) -> Callable[[], datetime.date]:
    if isinstance(pinned, datetime.date):
        day = pinned
    elif pinned:
        try:
            day = datetime.date.fromisoformat(str(pinned))
        except ValueError:
            raise ValueError(f"STAY_TODAY is {pinned!r}; write it as 2026-12-31.") from None
    else:
        return lambda: datetime.datetime.now(LONDON).date()
    return lambda: day


def _shape_requests(app: Flask, current: Current) -> None:
    unreleased = {"static", "publishing.healthz", "publishing.readyz"}
    moments = Moments(current.releases.log, app.config["NOW"]())

    @app.before_request
    def begin() -> None:
        g.on = g.today = app.config["CLOCK"]()
        g.personal = False
        if request.endpoint not in unreleased:
            g.release = current.release()

    @app.context_processor
    def shared() -> dict[str, object]:
        release = g.get("release")
        return {"library": release.library if release else None, "on": g.get("on"), "today": g.get("today")}

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.update(headers(request.path, request.endpoint or "", request.method, app.config["FRAME_ANCESTORS"]))
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if g.get("personal") or response.status_code >= 400:  # an address with a fault in it may tell facts all the same
            response.headers["X-Robots-Tag"] = "noindex"
        if request.endpoint == "static" and response.status_code < 400:
            return response
        return _keep(response, moments, app.config["NOW"]())


def _keep(response: Response, moments: Moments, now: datetime.datetime) -> Response:
    """Say who may keep the response and for how long, and answer the conditions of who has kept it."""
    release = g.get("release")
    if response.status_code == 301 and not g.get("personal"):  # made from content/moved.toml alone, for everybody alike
        response.headers["Cache-Control"] = PUBLIC
        return response
    if g.get("personal") or release is None or response.status_code != 200 or request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = PERSONAL
        return response
    response.headers["Cache-Control"] = PUBLIC
    stamp = f"{release.digest}|{g.on}|{g.today}|{request.full_path}|".encode() + response.get_data()
    response.set_etag(hashlib.sha256(stamp).hexdigest()[:32])
    response.last_modified = moments.last(release.digest, g.today, now)
    response.make_conditional(request)
    if response.status_code not in (200, 304):  # a condition of this reader's that failed is nobody else's answer
        response.headers["Cache-Control"] = PERSONAL
    return response


def _shape_errors(app: Flask) -> None:
    """One shape for every failure: problem details (RFC 9457) under /api/, a page with the way on elsewhere."""

    def answer(status: int, title: str, detail: str, link: str = "", link_words: str = "") -> tuple[Response | str, int]:
        if request.path.startswith("/api/"):
            return problem(status, title, detail, **({"mended": link} if link else {})), status
        if policy.is_frame(request.path):  # what went wrong can be read in the frame; caches see a fault of ours by its status, and show what they had
            return render_template("embedding/fault.html", title=title, detail=detail, site=kept_address()), 200 if status in (400, 404) else status
        return render_template("error.html", status=status, title=title, detail=detail, link=link, link_words=link_words), status

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.code is not None and 300 <= error.code < 400:
            return error
        words = {
            400: ("We could not read that address", "Something in the address is not as we expect it."),
            404: ("There is no page here", "The address may be mistyped, or the page may have another name."),
            405: ("That cannot be done here", "This address takes other methods: the header Allow names them."),
            413: ("That is too much to send", "Send less at once."),
        }
        status = error.code or 500
        title, detail = words.get(status, (error.name, "Something went wrong."))
        details = getattr(error, "details", {})  # of Misread, and of what answers and plans cannot give
        body, status = answer(status, details.get("title", title), details.get("detail", detail), details.get("link", ""), details.get("link_words", ""))
        return body, status, {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}

    @app.errorhandler(NothingReleased)
    def nothing(error: NothingReleased) -> Any:
        return answer(503, "The site is being prepared", "Its content is not ready yet. Try again in a minute.")

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Any:
        """Log where it failed; not the address and not the error's words, which may hold what somebody told us."""
        app.logger.error("a request to %s failed with %s\n%s", request.url_rule, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return answer(500, "Something went wrong on our side", "We have logged it without your details. Try again, or start from the home page.")
