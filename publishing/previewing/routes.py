"""What is added to the site while somebody writes files beside a browser: the script that reloads, its state, and problems on top of each page."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from publishing.current import Current, NothingReleased

HOME = "/content-preview"
HEAD, MAIN = b"</head>", b'<main id="sr-main"'
SCRIPT = f'<script src="{HOME}/reload.js" defer></script>'.encode()
MOST = 20
"""So many problems are shown on a page; the command `content check` tells all."""


def add(app: Flask) -> None:
    """Add it to an application that has not served anything yet. Never to one that readers see."""
    current: Current = app.extensions["current"]
    blueprint = Blueprint("previewing", __name__, url_prefix=HOME)

    @blueprint.get("/reload.js")
    def script() -> ResponseReturnValue:
        return app.response_class((Path(__file__).parent / "reload.js").read_bytes(), mimetype="text/javascript")

    @blueprint.get("/state")
    def state() -> ResponseReturnValue:
        return {"state": _state(current)}

    def begin() -> None:
        g.personal = True  # what is shown changes with every file that is saved

    def finish(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.direct_passthrough and request.endpoint != "static":
            page = response.get_data().replace(HEAD, SCRIPT + b"\n" + HEAD, 1)
            response.set_data(page.replace(MAIN, _problems(current).encode() + MAIN, 1))
        return response

    app.register_blueprint(blueprint)
    app.before_request(begin)
    app.after_request(finish)


def _state(current: Current) -> str:
    """A name for what is served and for what was refused since."""
    try:
        digest = current.release().digest
    except NothingReleased:
        digest = ""
    issues = current.rejected.issues if current.rejected else ()
    return hashlib.sha256("\n".join([digest, *map(str, issues)]).encode()).hexdigest()[:16]


def _problems(current: Current) -> str:
    """Why what was saved last is not what is shown, as HTML; empty where it is."""
    issues = current.rejected.issues if current.rejected else ()
    return render_template("publishing/problems.html", issues=issues[:MOST], more=max(0, len(issues) - MOST)) if issues else ""
