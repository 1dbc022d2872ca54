"""Callers of the way in over HTTP, for tests: a site with its folder, and people with tokens."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from publishing.access.tokens import Scope
from tests.conftest import TODAY
from tests.test_openapi import DOCUMENT, holds

HOME = "/api/v1/publications"
AHEAD = "2027-01-01"
MARKDOWN = {"Content-Type": "text/markdown; charset=utf-8"}


def open_desk(folder: Path, day: str = TODAY.isoformat(), **config: object) -> Desk:
    """The site over the content that lies in a folder."""
    places = {"STAY_CONTENT_DIR": str(folder / "content"), "STAY_INSTANCE_DIR": str(folder / "instance")}
    return Desk(create_app({**places, "STAY_TODAY": day, "STAY_WATCH": False, "TESTING": True, **config}), folder)


@dataclass
class Desk:
    """A site over miniature content, its folder, and callers with tokens of their own."""

    app: Flask
    folder: Path

    def caller(self, regulator: str = "nmc", *scopes: Scope, days: int = 30) -> Caller:
        """Somebody with a token."""
        token, secret = self.app.extensions["tokens"].create(regulator, scopes or ("submit", "approve"), "A team", days)
        return Caller(self.app.test_client(), secret, token.id)

    def files(self) -> dict[str, bytes]:
        """The content folder, and all that the desk keeps of submissions."""
        roots = [self.folder / "content", *(self.folder / "instance" / "desk" / name for name in ("submissions", "parts", "reports", "keys"))]
        return {str(path): path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file()}

    def audited(self) -> list[tuple[str, str, str]]:
        """Who did what under which request, without the making of tokens."""
        audit = self.app.extensions["audit"]
        assert audit.verify() == []
        return [(line.who, line.what, line.request) for line in audit.lines() if not line.what.startswith("token")]


@dataclass
class Caller:
    """Somebody who calls with a token."""

    client: FlaskClient
    secret: str
    token: str

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> TestResponse:
        """A call. Names of headers with `_` for `-`; bytes are sent as markdown, mappings as JSON."""
        head = {"Authorization": f"Bearer {self.secret}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if isinstance(data, bytes):
            head = {**MARKDOWN, **head}
        elif data is not None:
            head, data = {"Content-Type": "application/json", **head}, json.dumps(data)
        return self.client.open(path, method=method, data=data, headers=head)

    def form(self, path: str, **parts: bytes) -> TestResponse:
        """A publication of several parts."""
        files = {name: (io.BytesIO(data), f"{name}.txt") for name, data in parts.items()}
        return self.client.put(path, data=files, headers={"Authorization": f"Bearer {self.secret}"})


def told(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem details of a refusal."""
    assert response.status_code == status, response.text
    body = response.get_json()
    assert response.content_type == "application/problem+json"
    holds(DOCUMENT["components"]["schemas"]["Refusal"], body, "problem")
    assert body["status"] == status and body["detail"] and body["request"] == response.headers["X-Request-ID"]
    assert response.headers["Cache-Control"] == "private, no-store"
    return dict(body)
