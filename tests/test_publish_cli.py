"""The commands `publish ...`: what they say, how they exit, and that they obey the rules of the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from publishing import checks, release
from publishing.desk import cli
from tests.miniature_content import fact, version
from tests.miniature_desk import AHEAD, Office

Run = Callable[..., Result]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    monkeypatch.setattr(release, "build_tables", lambda _: ({}, []))
    return Office(tmp_path).open()


@pytest.fixture
def run(office: Office) -> Run:
    """Run a command; `token` signs in."""
    app = Flask("tests", root_path=str(office.folder))
    app.config.update(CONTENT_DIR=str(office.folder / "content"), NOW=lambda: office.moment)
    app.extensions.update(desk=office.desk, tokens=office.tokens, audit=office.ledger.audit)
    cli.register(app)
    runner = app.test_cli_runner()

    def call(*words: object, token: str = "") -> Result:
        return runner.invoke(args=["publish", *map(str, words)], env={"STAY_TOKEN": token})

    return call


def made(run: Run, *scopes: str, regulator: str = "nmc") -> str:
    words = [word for scope in scopes for word in ("--scope", scope)]
    result = run("token", "create", regulator, *words, "--label", "Web team", "--format", "json")
    assert result.exit_code == 0, result.output
    secret: str = json.loads(result.output)["secret"]
    return secret


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A version as an officer has it on disk."""
    path = tmp_path / "mine" / "guidance" / "nmc" / "hours" / f"{AHEAD}.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(version("Hours ahead"))
    return path


def test_from_a_draft_to_a_release(run: Run, draft: Path, office: Office) -> None:
    writer, head = made(run, "submit"), made(run, "approve")
    dry = run("submit", draft, "--dry-run", token=writer)
    assert dry.exit_code == 0 and "{+ahead+}" in dry.output and "0 errors" in dry.output
    assert run("list", token=writer).output == "Nothing has been submitted.\n"
    name = told(run("submit", draft, "--format", "json", token=writer))["id"]
    assert "{+ahead+}" in run("diff", name, token=head).output
    assert f"{name}  submitted  nmc/hours/{AHEAD}  by Web team" in run("list", token=head).output
    done = run("approve", name, token=head)
    assert done.exit_code == 0 and f"Released in {office.releases.current()}." in done.output
    assert office.shown() == {"Hours", "Hours ahead"}
    assert told(run("list", "--state", "released", "--format", "json", token=head))[0]["address"] == f"nmc/hours/{AHEAD}"
    assert told(run("list", "--state", "submitted", "--format", "json", token=head)) == []
    assert [line["what"] for line in told(run("audit", "--format", "json"))] == ["token made"] * 2 + ["submitted", "approved", "released"]
    assert "The audit log is unbroken: 5 lines." in run("audit", "--verify").output


def test_faults_end_with_one_and_say_where(run: Run, draft: Path) -> None:
    writer = made(run, "submit")
    draft.write_bytes(b"broken")
    for words in ([], ["--dry-run"]):
        result = run("submit", draft, *words, token=writer)
        assert result.exit_code == 1
        assert f"guidance/nmc/hours/{AHEAD}.md:1:1: error: " in result.output and "Mend it: " in result.output
    problems = run("submit", draft, "--format", "json", token=writer)
    assert problems.exit_code == 1
    assert any(issue["path"].endswith(f"{AHEAD}.md") for issue in json.loads(problems.output)["issues"])


def test_refusals_end_with_three_and_say_how_to_go_on(run: Run, draft: Path) -> None:
    writer, other = made(run, "submit"), made(run, "submit", "approve", regulator="context")
    name = told(run("submit", draft, "--format", "json", token=writer))["id"]
    cases = [
        (("approve", name, writer), "may not approve"),
        (("approve", name, other), "There is no such submission"),
        (("submit", draft, other), "This token is for pages of `context`"),
        (("submit", draft, writer), "something at this address already"),
        (("list", ""), "There is no token"),
        (("list", "stay_nonsense"), "not known"),
        (("retire", "nmc/none", "--date", "2027-01-01", "--reason", "Gone.", writer), "There is no such page"),
    ]
    for (*words, token), said in cases:
        result = run(*words, token=token)
        assert result.exit_code == 3 and said in result.output and "Mend it: " in result.output, result.output
        assert "Traceback" not in result.output
    shaped = run("approve", name, "--format", "json", token=writer)
    assert shaped.exit_code == 3 and json.loads(shaped.output)["refused"] == "NotAllowed"


def test_a_token_is_read_from_a_file_and_never_from_the_command_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(made(run, "submit") + "\n")
    assert run("list", "--token-file", tmp_path / "token").exit_code == 0
    assert run("list", "--token", "x").exit_code == 2
    assert run("list", "--token-file", tmp_path / "none").exit_code == 2


def test_what_stands_there_is_replaced_by_its_etag(run: Run, draft: Path) -> None:
    writer = made(run, "submit")
    etag = told(run("submit", draft, "--format", "json", token=writer))["etag"]
    draft.write_bytes(version("Better"))
    assert run("submit", draft, "--replace", "other", token=writer).exit_code == 3
    assert run("submit", draft, "--replace", etag, token=writer).exit_code == 0


def test_parts_come_along_and_the_address_may_be_told(run: Run, tmp_path: Path, office: Office) -> None:
    writer, head = made(run, "submit"), made(run, "approve")
    (tmp_path / "page.md").write_bytes(version("Now", evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}"))
    (tmp_path / "facts.toml").write_text('collection = "nmc"\n\n' + fact("NMC-04"))
    assert run("submit", tmp_path / "page.md", token=writer).exit_code == 2
    assert run("submit", tmp_path / "page.md", "--as", "nmc/hours", token=writer).exit_code == 2
    words = ("submit", tmp_path / "page.md", "--as", "nmc/hours/2026-11-22.2", "--evidence", tmp_path / "facts.toml", "--format", "json")
    name = told(run(*words, token=writer))["id"]
    assert run("approve", name, token=head).exit_code == 0
    assert "evidence/nmc/2026-11-22.2-hours.toml" in office.files()


def test_what_is_announced_waits_for_its_day(run: Run, draft: Path, office: Office) -> None:
    writer, head = made(run, "submit"), made(run, "approve")
    name = told(run("submit", draft, "--announce", "2026-12-01", "--format", "json", token=writer))["id"]
    assert "It is released by itself on 2026-12-01." in run("approve", name, token=head).output
    assert run("due").output == f"2026-12-01  {name}\n"
    assert office.shown() == {"Hours"}
    office.pass_time(days=9)
    assert run("due").output == "Nothing waits for its day.\n"
    assert office.shown() == {"Hours", "Hours ahead"}


def test_pages_are_withdrawn_retired_and_restored(run: Run, draft: Path, office: Office) -> None:
    writer, head = made(run, "submit"), made(run, "approve")
    name = told(run("submit", draft, "--format", "json", token=writer))["id"]
    taken = run("withdraw", name, "--reason", "Council said no.", token=writer)
    assert "withdrawn" in taken.output and "Council said no." in taken.output
    again = told(run("restore", "nmc/hours", "2026-11-22", "--date", "2026-12-01", "--change", "As it was.", "--format", "json", token=writer))
    assert again["address"] == "nmc/hours/2026-12-01"
    assert run("approve", again["id"], token=head).exit_code == 0
    result = run("retire", "nmc/hours", "--date", "2026-12-24", "--reason", "It has ended.", token=writer)
    assert result.exit_code == 1 and "NMC-01 has no home on 2026-12-24" in result.output, "its facts would be homeless"
    assert office.ledger.audit.verify() == []


def test_tokens_are_listed_without_what_proves_them_and_end(run: Run, draft: Path) -> None:
    secret = made(run, "submit", "approve")
    name = told(run("token", "list", "--format", "json"))[0]["id"]
    listed = run("token", "list").output
    assert f"{name}  good     nmc  submit+approve" in listed
    assert secret.split("_", 2)[2] not in listed + run("audit", "--format", "json").output
    assert run("token", "revoke", name).exit_code == 0
    assert run("list", token=secret).exit_code == 3
    assert f"{name}  revoked" in run("token", "list").output
    assert run("token", "revoke", "0000000000").exit_code == 3
    assert "is no regulator" in run("token", "create", "xyz", "--scope", "submit", "--label", "x").output
    assert run("token", "create", "nmc", "--label", "x").exit_code == 2


def test_a_broken_audit_log_ends_with_one(run: Run, office: Office) -> None:
    made(run, "submit")
    made(run, "approve")
    path = office.ledger.audit.path
    path.write_text(path.read_text().replace("submit", "approve", 1))
    result = run("audit", "--verify")
    assert result.exit_code == 1 and "Line 1 was changed" in result.output
    shaped = run("audit", "--verify", "--format", "json")
    assert shaped.exit_code == 1 and json.loads(shaped.output)["unbroken"] is False


def test_what_could_not_be_finished_is_told(run: Run, office: Office) -> None:
    made(run, "submit")
    (office.folder / "desk" / "journal.json").write_text("{")
    result = run("due")
    assert result.exit_code == 3 and "could not be finished" in result.output
