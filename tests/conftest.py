"""What the tests share: the real content, and a miniature of it."""

from __future__ import annotations

import datetime
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from guidance.library import Library
from guidance.reading import read_content
from publishing import checks, release
from rules.table import Table
from tests.altered_content import altered, over
from tests.chromium import ARGUMENTS, CHROMIUM
from tests.miniature_content import miniature, write

ROOT = Path(__file__).resolve().parent.parent
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="session")
def content_files() -> dict[str, bytes]:
    """The real content, read once. Take a copy before changing it."""
    return read_content(ROOT / "content")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str], Flask]:
    """A function that makes the site over the real content for a day. Test workers share one release."""
    base = tmp_path_factory.getbasetemp()
    instance = (base if worker_id == "master" else base.parent) / "instance"

    def make(day: str) -> Flask:
        return create_app({"STAY_INSTANCE_DIR": str(instance), "STAY_TODAY": day, "STAY_WATCH": False, "TESTING": True})

    return make


@pytest.fixture(scope="session")
def app(site: Callable[[str], Flask]) -> Flask:
    """The site on the day for which the tests are written."""
    return site(TODAY.isoformat())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader of the site."""
    return app.test_client()


@pytest.fixture(scope="session")
def altered_folder(app: Flask, content_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the content of tests/altered_content.py and its release; `over` makes the site for a day. It is not to be changed: take a copy."""
    folder = tmp_path_factory.mktemp("altered")
    write(altered(content_files), folder / "content")
    shutil.copytree(Path(app.config["INSTANCE_DIR"]) / "cache", folder / "instance" / "cache")  # what is the same as in the real content need not be done again
    over(folder, TODAY.isoformat())
    return folder


@pytest.fixture
def over_time(altered_folder: Path) -> Callable[[str], FlaskClient]:
    """A function that gives a reader of the altered site on a day."""
    return lambda day: over(altered_folder, day).test_client()


@pytest.fixture
def mini() -> Callable[..., dict[str, bytes]]:
    """A function that makes a small complete content: the lists, evidence, one guidance page, one FAQ. See tests/miniature_content.py."""
    return miniature


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The site on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def tables(app: Flask) -> Mapping[str, Table]:
    """The real decision tables."""
    found: Mapping[str, Table] = app.extensions["current"].release().tables
    return found


@pytest.fixture(scope="session")
def library(app: Flask) -> Library:
    """The real library."""
    found: Library = app.extensions["current"].release().library
    return found


@pytest.fixture(scope="module")
def tableless() -> Iterator[None]:
    """Miniature content has no decision tables; all other checks are real."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "build_tables", lambda _: ({}, []))
        patch.setattr(release, "build_tables", lambda _: ({}, []))
        yield
