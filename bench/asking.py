"""Asking an application through its WSGI door, as a server does, and the processor time that it takes."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app


def empty_app() -> Flask:
    """An application whose one route, `/`, answers with nothing: the least that a request can cost."""
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app


def ask(app: Flask, address: str, condition: str = "") -> tuple[int, str]:
    """One request: the bytes of its body, and its ETag.

    condition: an ETag that the asker has. Raises RuntimeError where the answer is neither 200 nor, with a condition, 304.
    """
    path, _, query = address.partition("?")
    headers = [("If-None-Match", condition)] if condition else []
    environ = EnvironBuilder(path=path, query_string=query, headers=headers).get_environ()
    body, status, sent = run_wsgi_app(app, environ, buffered=True)
    if not status.startswith("304" if condition else "200"):
        raise RuntimeError(f"{address} was answered by {status}")
    return len(b"".join(body)), sent.get("ETag", "")


def spent(work: Callable[[], object]) -> float:
    """Processor seconds that a piece of work takes in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start
