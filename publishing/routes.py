"""Health of the process and readiness of its release, for whoever runs the site."""

from __future__ import annotations

from flask import Blueprint, current_app, g
from flask.typing import ResponseReturnValue

from publishing.current import Current, NothingReleased

blueprint = Blueprint("publishing", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process is up."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """A release is open: its digest and as-of date, and the change that was rejected, if any. 503 while there is nothing to serve."""
    current: Current = current_app.extensions["current"]
    rejected = [issue.as_dict() for issue in current.rejected.issues[:50]] if current.rejected else []
    try:
        digest: str | None = current.release().digest
    except NothingReleased:
        digest = None
    body = {"status": "ready" if digest else "unavailable", "digest": digest, "on": g.on.isoformat(), "rejected": rejected}
    return body, 200 if digest else 503
