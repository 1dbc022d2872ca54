"""Commands for regulators and the operator: `flask --app app publish ...`. The same desk and the same rules as over HTTP and in the form.

Exit codes: 0 done; 1 the content has errors, or the audit log is broken; 2 the command was not understood; 3 refused for another reason.
"""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from guidance.issues import ContentError
from guidance.reading import read_content
from guidance.registers import read_registers
from publishing.access.tokens import MOST_DAYS, SCOPES, Identity, Scope
from publishing.candidate import Publication
from publishing.desk import said
from publishing.desk.desk import Desk
from publishing.desk.said import Said
from publishing.desk.submission import STATES, State
from publishing.refusals import NotSignedIn, Refused

publish = AppGroup("publish", help="Publish pages of a regulator, and look after who may.")
tokens = AppGroup("token", help="Who may publish. For the operator of the site.")
publish.add_command(tokens)
_DATE = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PATH = re.compile(r"(?:^|.*/)(?:guidance/(?P<regulator>[^/]+)|(?P<faq>faqs))/(?P<slug>[^/]+)/(?P<stamp>[^/]+)\.md")


def _command(name: str, group: click.Group = publish, signed_in: bool = True) -> Callable[[Callable[..., Said]], click.Command]:
    """A command that writes what its function says. signed_in: whether the first argument is who calls."""

    def make(act: Callable[..., Said]) -> click.Command:
        @wraps(act)
        def run(shape: said.Shape, token_file: Path | None = None, **arguments: Any) -> None:
            try:
                found = act(_who(token_file), **arguments) if signed_in else act(**arguments)
            except ContentError as error:
                found = said.faulty(error)
            except Refused as error:
                found = said.refused(error)
            click.echo(found.shaped(shape), err=found.code == 3 and shape == "text")
            sys.exit(found.code)

        run = click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How results are written.")(run)
        if signed_in:
            run = click.option("--token-file", type=_FILE, help="File that holds your token. Without it, the token is that of STAY_TOKEN.")(run)
        return group.command(name)(run)

    return make


def _who(token_file: Path | None) -> Identity:
    """Who calls. A token is never an argument: everybody on the machine can see those."""
    text = token_file.read_text(encoding="utf-8", errors="replace") if token_file else os.environ.get("STAY_TOKEN", "")
    if not text.strip():
        raise NotSignedIn("There is no token.", "Set STAY_TOKEN, or name a file with --token-file.")
    found: Identity = current_app.extensions["tokens"].find(text)
    return found


def _desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


@_command("submit")
@click.argument("file", type=_FILE, required=False)
@click.option("--as", "address", metavar="REGULATOR/SLUG/DATE", help="Its address, where the path of FILE does not tell it. `faq` for REGULATOR means an FAQ.")
@click.option("--evidence", type=_FILE, help="Facts of evidence that come with it, as TOML.")
@click.option("--parameters", type=_FILE, help="Dated numbers that come with it, as TOML.")
@click.option("--announce", type=_DATE, help="The first day on which readers may see it. Without it: as soon as it is approved.")
@click.option("--replace", "match", metavar="ETAG", help="The etag of what stands there and is to be replaced.")
@click.option("--dry-run", is_flag=True, help="Only tell what it would do.")
def submit(
    who: Identity, file: Path | None, address: str | None, evidence: Path | None, parameters: Path | None,
    announce: datetime.datetime | None, match: str | None, dry_run: bool,
) -> Said:  # fmt: skip
    """Hand in FILE, a version of a page, such as guidance/nmc/annual-fee/2027-01-01.md. A colleague approves it with another token."""
    publication = Publication.of(*_address(file, address), *(path.read_bytes() if path else None for path in (file, evidence, parameters)))
    if dry_run:
        return said.findings(_desk().check(publication, who))
    return said.submission(_desk().submit(publication, who, match, announce=announce.date() if announce else None))


def _address(file: Path | None, address: str | None) -> tuple[str, str, str]:
    if address:
        parts = address.split("/")
        if len(parts) == 3:
            return parts[0], parts[1], parts[2]
    elif file and (found := _PATH.fullmatch(file.resolve().as_posix())):
        return found["regulator"] or "faq", found["slug"], found["stamp"]
    raise click.UsageError("Say where this belongs: --as REGULATOR/SLUG/DATE, such as --as nmc/annual-fee/2027-01-01.")


@_command("approve")
@click.argument("identifier")
def approve(who: Identity, identifier: str) -> Said:
    """Let a submission become a page: now, or on the day for which it is announced."""
    return said.submission(_desk().approve(identifier, who))


@_command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
def list_submissions(who: Identity, state: State | None) -> Said:
    """The submissions of your regulator, newest first."""
    return said.submissions(_desk().all(who, state))


@_command("diff")
@click.argument("identifier")
def diff(who: Identity, identifier: str) -> Said:
    """What a submission changes in its page: words that go as [-...-], words that come as {+...+}."""
    return said.difference(_desk().difference(identifier, who))


@_command("withdraw")
@click.argument("identifier")
@click.option("--reason", required=True, help="Why, in a sentence. It stays in the desk.")
def withdraw(who: Identity, identifier: str, reason: str) -> Said:
    """Take back a submission that is not yet released."""
    return said.submission(_desk().withdraw(identifier, who, reason))


@_command("retire")
@click.argument("page")
@click.option("--date", type=_DATE, required=True, help="From which day the page holds no more.")
@click.option("--reason", required=True, help="Why, in a sentence for readers.")
@click.option("--successor", default="", metavar="PAGE", help="What to read instead, such as nmc/annual-fee.")
def retire(who: Identity, page: str, date: datetime.datetime, reason: str, successor: str) -> Said:
    """Submit the notice that PAGE, such as nmc/annual-fee, is withdrawn. Its versions stay at their addresses."""
    return said.submission(_desk().retire(page, who, date.date(), reason, successor))


@_command("restore")
@click.argument("page")
@click.argument("stamp")
@click.option("--date", type=_DATE, required=True, help="From which day it holds again.")
@click.option("--change", required=True, help="What readers are told has changed.")
def restore(who: Identity, page: str, stamp: str, date: datetime.datetime, change: str) -> Said:
    """Submit the version STAMP of PAGE again, as its version from a day on."""
    return said.submission(_desk().restore(page, stamp, who, date.date(), change))


@_command("report")
@click.argument("row")
@click.option("--why", required=True, help="What is wrong with it. It stays in the desk; readers see only that you doubt the row.")
def report(who: Identity, row: str, why: str) -> Said:
    """Tell that ROW of your regulator's decision table is wrong. Readers see at once that it is being re-checked."""
    return said.reported(current_app.extensions["reports"].report(row, why, who))


@_command("reply", signed_in=False)
@click.argument("regulator")
@click.argument("row")
@click.option("--words", required=True, help="What was replied. It stays in the desk.")
def reply(regulator: str, row: str, words: str) -> Said:
    """Close the report of a row, after it was answered. For the operator of the site."""
    return said.reported(current_app.extensions["reports"].reply(regulator, row, words))


@_command("reports", signed_in=False)
def reports() -> Said:
    """Every report of a row, those that wait for a reply first. For the operator of the site."""
    return said.reports(current_app.extensions["reports"].all())


@_command("due", signed_in=False)
def due() -> Said:
    """Finish what was interrupted, and release what is approved and whose day has come. Servers that watch the content do this by themselves."""
    _desk().follow()
    if _desk().ledger.is_pending:
        raise Refused("Something is written down and could not be finished.", "Read the log: a disk may be full, or a folder read-only.")
    waiting = _desk().waiting()
    return Said("\n".join(f"{day}  {name}" for day, name in waiting) or "Nothing waits for its day.", [[day.isoformat(), name] for day, name in waiting])


@_command("audit", signed_in=False)
@click.option("--verify", is_flag=True, help="Only tell whether the log is unbroken; exit 1 if not.")
def audit(verify: bool) -> Said:
    """The audit log: who did what, and when. For the operator of the site."""
    lines = current_app.extensions["audit"].lines()
    return said.verified(current_app.extensions["audit"].verify(), lines) if verify else said.audited(lines)


@_command("create", tokens, signed_in=False)
@click.argument("regulator")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="What it may do. Repeatable.")
@click.option("--label", required=True, help="Which team holds it. Not the name of a person.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=90, show_default=True, help="After how many days it ends.")
def create_token(regulator: str, scopes: tuple[Scope, ...], label: str, days: int) -> Said:
    """Make a token for REGULATOR and show it, once."""
    known = [item.id for item in read_registers(read_content(Path(current_app.config["CONTENT_DIR"])))[0]["regulator"]]
    if regulator not in known:
        raise Refused(f"`{regulator[:40]}` is no regulator.", f"Use {', '.join(known)}.")
    return said.made(*current_app.extensions["tokens"].create(regulator, scopes, label, days))


@_command("list", tokens, signed_in=False)
def list_tokens() -> Said:
    """Every token that was ever made, without what proves it."""
    found, now = current_app.extensions["tokens"].all(), current_app.config["NOW"]()
    return said.tokens(found, {item.id: item.state(now) for item in found})


@_command("revoke", tokens, signed_in=False)
@click.argument("identifier")
def revoke_token(identifier: str) -> Said:
    """End a token now."""
    return said.revoked(current_app.extensions["tokens"].revoke(identifier))


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(publish)
