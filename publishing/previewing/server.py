"""A server for one writer on her own machine: threads of the standard library, because browsers hold connections open."""

from __future__ import annotations

from collections.abc import Callable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

HOST = "127.0.0.1"
"""Nobody but this machine is served."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses may hold what somebody typed."""


def serve(app: Callable[..., Any], port: int, ready: Callable[[str], None]) -> None:
    """Serve until somebody stops it. port: 0 for any that is free. ready: told the address. Raises OSError where the port is taken."""
    with make_server(HOST, port, app, server_class=_Server, handler_class=_Quiet) as server:
        ready(f"http://{HOST}:{server.server_port}/")
        server.serve_forever()
