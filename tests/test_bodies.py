"""How bodies are read: half-sent requests may hold up those who send, never those who read."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from publishing.bodies import MOST_BYTES, Bodies
from publishing.refusals import Busy
from tests.conftest import ROOT, TODAY


class Waiting(io.RawIOBase):
    """A body of which nothing comes until it is let go."""

    def __init__(self) -> None:
        self.asked, self.let_go = threading.Event(), threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.asked.set()
        assert self.let_go.wait(20)
        return b"late"


def reading(environ: dict[str, Any], start: Any) -> list[bytes]:
    """An application that reads the body and gives it back."""
    return [environ["wsgi.input"].read()]


def ask(bodies: Bodies, body: Any, length: int | None = 4) -> bytes:
    return b"".join(bodies({"wsgi.input": body, **({} if length is None else {"CONTENT_LENGTH": str(length)})}, lambda *_: None))


@pytest.mark.parametrize(("length", "taken"), [(4, b"text"), (2, b"te"), (None, b"text and more"), (10**12, b"text and more")])
def test_a_body_is_read_as_long_as_it_says_and_no_longer_than_it_may(length: int | None, taken: bytes) -> None:
    assert ask(Bodies(reading), io.BytesIO(b"text and more"), length) == taken


def test_a_body_without_end_is_cut_one_byte_past_what_is_allowed() -> None:
    assert len(ask(Bodies(reading), io.BytesIO(bytes(3 * MOST_BYTES)), None)) == MOST_BYTES + 1


def test_so_many_bodies_are_on_their_way_at_once_and_the_next_is_told_to_come_again() -> None:
    bodies, held = Bodies(reading, 2), [Waiting(), Waiting()]
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda each=each: found.append(ask(bodies, each))) for each in held]
    for thread, each in zip(threads, held, strict=True):
        thread.start()
        assert each.asked.wait(20)
    with pytest.raises(Busy):
        ask(bodies, io.BytesIO(b"text"))
    assert Bodies(lambda environ, start: [b"page"], 2)({"wsgi.input": Waiting()}, lambda *_: None) == [b"page"], "who reads no body waits for none"
    for each in held:
        each.let_go.set()
    for thread in threads:
        thread.join()
    assert found == [b"late", b"late"]
    assert ask(bodies, io.BytesIO(b"text")) == b"text", "a place that was held is free again, after a fault of the sender too"


def test_a_sender_that_goes_away_gives_its_place_back() -> None:
    class Gone(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError("connection reset")

    bodies = Bodies(reading, 1)
    for _ in range(3):
        with pytest.raises(OSError, match="reset"):
            ask(bodies, Gone())
    assert ask(bodies, io.BytesIO(b"text")) == b"text"


@pytest.fixture(scope="module")
def served(app: Flask) -> Iterator[int]:
    """The port of the site, served by the command of script/server with one worker, on the release that the tests use."""
    threads = re.search(r"--blocking-threads (\d+)", (ROOT / "script/server").read_text(encoding="utf-8"))
    assert threads
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--factory", "app:create_app", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", threads[1], "--no-access-log", "--log-level", "error"]
    settings = {"STAY_INSTANCE_DIR": app.config["INSTANCE_DIR"], "STAY_TODAY": TODAY.isoformat(), "STAY_WATCH": "false"}
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        for _ in range(240):
            if answers(port, 5.0) is not None:
                break
            time.sleep(0.25)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def answers(port: int, patience: float) -> int | None:
    """The status of the home page, or None where it does not come in so many seconds."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=patience) as response:
            return int(response.status)
    except OSError:
        return None


@pytest.mark.parametrize("head", [b"POST /publish/sign-in", b"PUT /api/v1/publications/nmc/fees/2027-01-01", b"POST /search"])
def test_half_sent_requests_do_not_stop_readers(served: int, head: bytes) -> None:
    held = []
    for _ in range(40):
        sender = socket.create_connection(("127.0.0.1", served), timeout=10)
        kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
        sender.sendall(head + b" HTTP/1.1\r\nHost: localhost\r\n" + kind + b"Content-Length: 500\r\n\r\nx")
        held.append(sender)
    time.sleep(1.0)
    try:
        assert [answers(served, 10.0) for _ in range(5)] == [200] * 5
    finally:
        for sender in held:
            sender.close()
