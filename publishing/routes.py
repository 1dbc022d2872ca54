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
    """A release is open: its digest and as-of date, and why a change was rejected or a release cannot be opened. 503 while there is nothing to serve."""
    current: Current = current_app.extensions["current"]
    try:
        digest: str | None = current.release().digest
    except NothingReleased:
        digest = None
    issues = (*((current.unopened,) if current.unopened else ()), *(current.rejected.issues if current.rejected else ()))
    rejected = [issue.as_dict() for issue in issues[:50]]
    body = {"status": "ready" if digest else "unavailable", "digest": digest, "on": g.on.isoformat(), "rejected": rejected}
    return body, 200 if digest else 503
