"""The command for those who keep the tables true: `flask --app app rules review`."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import cast, get_args

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from guidance.building import build_library
from guidance.issues import ContentError, Issue, errors
from guidance.library import Library
from guidance.reading import read_content
from rules.locks import FOLDER, Part, write_locks
from rules.review import Finding, accept, review
from rules.schemes import SCHEMES
from rules.table import Table
from rules.tables import build_tables

rules = AppGroup("rules", help="Look after the decision tables.")


@rules.command("review")
@click.argument("regulators", nargs=-1, type=click.Choice(list(SCHEMES)))
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of which day. Today, if it is not given.")
@click.option(
    "--accept", "names", multiple=True, metavar="ENTRY", help="Checked: this entry holds with the passages as they stand, such as row/4b. Repeatable."
)
@click.option("--accept-all", is_flag=True, help="Checked: all entries of these tables.")
@click.option("--by", type=click.Choice(get_args(Part)), default="editor", show_default=True, help="As what you checked. No names are kept.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How findings are written.")
def review_tables(regulators: tuple[str, ...], day: datetime.datetime | None, names: tuple[str, ...], accept_all: bool, by: str, shape: str) -> None:
    """Which entries of the tables need a look: passages that changed since they were checked, and checks that are due.

    REGULATORS: the tables to look at; all, if none is named. Exit 1 if any entry needs a look, 2 if the content cannot be read.
    """
    folder = Path(current_app.config["CONTENT_DIR"])
    on = day.date() if day else current_app.config["CLOCK"]()
    library, tables = _read(folder)
    chosen = regulators or tuple(tables)
    if names and len(chosen) != 1:
        raise click.UsageError("Name the one table of which entries are accepted, such as: rules review nmc --accept row/4b")
    if names or accept_all:
        for name in chosen:
            _accept(folder, tables[name], library, on, None if accept_all else names, cast(Part, by))
        library, tables = _read(folder)
    found = [finding for name in chosen for finding in review(tables[name], library, on)]
    click.echo(json.dumps([_as_dict(finding) for finding in found], indent=2) if shape == "json" else _as_text(found, on))
    sys.exit(1 if found else 0)


def _read(folder: Path) -> tuple[Library, Mapping[str, Table]]:
    """The library and tables of a content folder; with an error in it nothing can be said of any row."""
    try:
        files = read_content(folder)
        library, issues = build_library(files)
        tables, faults = build_tables(files)
        # Locks that name what is gone must not stand in the way of the command that drops them.
        wrong = errors(issue for issue in [*issues, *faults] if not issue.path.startswith(FOLDER))
    except ContentError as error:
        wrong = list(error.issues)
    if wrong:
        _refuse(wrong)
    return library, tables


def _refuse(issues: list[Issue]) -> None:
    for issue in issues:
        click.echo(str(issue), err=True)
    sys.exit(2)


def _accept(folder: Path, table: Table, library: Library, on: datetime.date, names: tuple[str, ...] | None, by: Part) -> None:
    """Write the locks of a table anew, all at once: a server that watches the folder never sees half a file."""
    try:
        found = accept(table, library, on, names, by)
    except KeyError as error:
        raise click.UsageError(f"{error.args[0]} is no entry of this table that cites facts on {on}. Write it as the review does, such as row/4b.") from None
    path = folder / FOLDER / f"{table.regulator}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}")
    waiting.write_bytes(write_locks(found))
    os.replace(waiting, path)


def _as_dict(found: Finding) -> dict[str, object]:
    return {
        "regulator": found.regulator,
        "entry": found.entry.name,
        "facts": list(found.entry.facts),
        "locked": found.locked,
        "changes": [asdict(change) for change in found.changes],
        "next_check": found.due.isoformat() if found.due else None,
        "overdue": found.overdue,
    }


def _as_text(found: list[Finding], on: datetime.date) -> str:
    lines = []
    for finding in found:
        lines.append(f"{finding.regulator} {finding.entry.name}")
        if not finding.locked:
            lines.append("  It was never checked against its passages.")
        for change in finding.changes:
            lines.append(f"  {change.said}")
            lines += [f"    {change.difference}"] if change.difference else []
        if finding.due:
            lines.append(
                f"  Its next check {'was' if finding.overdue else 'is'} due by {finding.due}. Set `checked` and `next_check` in the table when it is done."
            )
    return "\n".join([*lines, f"{len(found)} to look at, as of {on}."])


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(rules)
