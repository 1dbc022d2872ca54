"""Writing files beside a browser: pages that load again by themselves, problems on top of them, and an ordinary site without any of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from flask import Flask

from publishing import checks, release
from publishing.previewing import routes as previewing
from tests.conftest import ROOT
from tests.inbox_callers import open_desk
from tests.miniature_content import PAGE, miniature, version, write

SCRIPT = '<script src="/content-preview/reload.js" defer></script>'


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A site over miniature content, which has no decision tables; all other checks are real."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    monkeypatch.setattr(release, "build_tables", lambda _: ({}, []))
    write(miniature(), tmp_path / "content")
    return open_desk(tmp_path).app


def test_each_page_loads_again_when_content_was_released_or_refused(small: Flask, tmp_path: Path) -> None:
    previewing.add(small)
    reader, current = small.test_client(), small.extensions["current"]
    page = reader.get("/guidance/nmc/hours")
    assert page.text.count(SCRIPT) == 1 and "errors" not in page.text
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "'unsafe" not in page.headers["Content-Security-Policy"]
    states = [reader.get("/content-preview/state").get_json()["state"]]
    for data in (version("Other hours"), b"---\nbroken", version("Hours again")):
        (tmp_path / "content" / PAGE).write_bytes(data)
        current.activate()
        states.append(reader.get("/content-preview/state").get_json()["state"])
        shown = reader.get("/guidance/nmc/hours").text
        assert ("What you saved is not shown: it has errors" in shown) == (data == b"---\nbroken")
        assert ("nothing closes it" in shown) == (data == b"---\nbroken")
    assert len(set(states)) == 4
    assert "Hours again" in shown
    assert "location.reload" in reader.get("/content-preview/reload.js").text


def test_the_ordinary_site_has_none_of_it(small: Flask) -> None:
    reader = small.test_client()
    assert "content-preview" not in reader.get("/guidance/nmc/hours").text
    assert [reader.get(f"/content-preview/{name}").status_code for name in ("reload.js", "state")] == [404, 404]
    assert [reader.get(f"/static/{name}").status_code for name in ("reload.js", "preview.js")] == [404, 404]


def test_the_command_serves_this_machine_alone(app: Flask) -> None:
    places = {"STAY_INSTANCE_DIR": app.config["INSTANCE_DIR"], "STAY_TODAY": "2026-11-22"}
    command = [sys.executable, "-m", "flask", "--app", "app", "content", "preview", "--port", "0"]
    served = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **places}, stdout=subprocess.PIPE, text=True)
    try:
        assert served.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", served.stdout.readline())
        assert found, "it tells its address"
        with urllib.request.urlopen(f"{found[0]}guidance/nmc/practice-hours") as answer:
            assert SCRIPT in answer.read().decode()
        served.send_signal(signal.SIGINT)
        assert served.wait(60) == 0, "a check that is under way is finished first"
    finally:
        served.kill()
        served.wait()
        if served.stdout:
            served.stdout.close()


def test_the_command_says_why_it_cannot_serve(app: Flask) -> None:
    places = {"STAY_INSTANCE_DIR": app.config["INSTANCE_DIR"], "STAY_WATCH": "false"}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "content", "preview"], cwd=ROOT, env={**os.environ, **places}, capture_output=True, text=True
    )
    assert done.returncode == 2 and "STAY_WATCH is false" in done.stderr
