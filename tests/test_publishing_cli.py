"""The commands `content check` and `content release`: what they say, and how they exit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from publishing import checks, cli
from publishing.release import Releases
from tests.conftest import TODAY
from tests.miniature_content import PAGE, QUESTION, version, write
from tests.miniature_desk import Office

Mini = Callable[..., dict[str, bytes]]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, mini: Mini, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on miniature content under `tmp_path`."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    write(mini(), tmp_path / "content")
    app = Flask("tests", root_path=str(tmp_path))
    app.config.update(CONTENT_DIR=str(tmp_path / "content"), INSTANCE_DIR=str(tmp_path / "instance"), CLOCK=lambda: TODAY)
    app.extensions["desk"] = Office(tmp_path).desk
    cli.register(app)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["content", *map(str, words)])


def test_sound_content_exits_with_nothing_to_say(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings.\n")


def test_every_problem_is_told_with_file_and_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "content" / PAGE).write_bytes(b"broken")
    result = run("check")
    assert result.exit_code == 1
    assert f"{PAGE}:1:1: error: The front matter is not between two `---` lines. Mend it: " in result.output
    assert "evidence/nmc.toml:" in result.output


def test_json_is_for_machines(run: Run, tmp_path: Path) -> None:
    (tmp_path / "content" / QUESTION).write_bytes(b"broken")
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert {"path": QUESTION, "line": 1, "column": 1, "severity": "error"}.items() <= next(issue for issue in told if issue["path"] == QUESTION).items()
    assert all(set(issue) == {"path", "line", "column", "message", "remedy", "severity"} for issue in told)


@pytest.mark.parametrize("shape", ["faqs/how-many", QUESTION, "./faqs"])
def test_only_the_problems_of_the_paths_named_are_told(run: Run, tmp_path: Path, shape: str) -> None:
    (tmp_path / "content" / PAGE).write_bytes(b"broken")
    (tmp_path / "content" / QUESTION).write_bytes(version("How many?", "faq", "{answer: [NMC-01]}", "Text [a](/none).\n"))
    for path in (shape, tmp_path / "content" / shape):
        result = run("check", path)
        assert result.exit_code == 1
        assert QUESTION in result.output
        assert PAGE not in result.output


@pytest.mark.parametrize("path", ["faqs/none", "/etc/passwd", "../content2"])
def test_a_path_that_is_not_content_is_an_error_not_silence(run: Run, path: str) -> None:
    result = run("check", path)
    assert result.exit_code == 2
    assert "is not a file or folder of" in result.output


def test_a_missing_content_folder_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "content").rename(tmp_path / "elsewhere")
    for command in ("check", "release"):
        result = run(command)
        assert result.exit_code == 1
        assert "There is no content folder here." in result.output


def test_release_points_to_what_is_good_and_leaves_it_when_something_breaks(run: Run, tmp_path: Path) -> None:
    result = run("release")
    name = Releases(tmp_path / "instance").current()
    assert (result.exit_code, result.output) == (0, f"Released {name}.\n")
    (tmp_path / "content" / PAGE).write_bytes(b"broken")
    result = run("release")
    assert result.exit_code == 1
    assert f"{PAGE}:1:1: error:" in result.output
    assert Releases(tmp_path / "instance").current() == name


def test_release_tells_that_it_cannot_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    result = run("release")
    assert result.exit_code == 1
    assert "could not be written" in result.output
    assert "Traceback" not in result.output
