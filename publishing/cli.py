"""Commands for those who write and run the site: `flask --app app content check` and `content release`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from guidance.issues import ContentError, Issue, errors
from guidance.reading import read_content
from publishing.checks import check
from publishing.release import Releases

content = AppGroup("content", help="Check and release what is under the content folder.")


@content.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How problems are written.")
def check_content(paths: tuple[Path, ...], shape: str) -> None:
    """Check all content; with PATHS, tell only the problems of those files or folders. Exit 1 if there are errors."""
    folder = Path(current_app.config["CONTENT_DIR"])
    try:
        issues = check(read_content(folder), current_app.config["CLOCK"]()).issues
    except ContentError as error:
        issues = error.issues
    issues = tuple(issue for issue in issues if not paths or _within(folder, issue, paths))
    if shape == "json":
        click.echo(json.dumps([issue.as_dict() for issue in issues], indent=2))
    else:
        for issue in issues:
            click.echo(str(issue))
        click.echo(f"{len(errors(issues))} errors, {len(issues) - len(errors(issues))} warnings.")
    sys.exit(1 if errors(issues) else 0)


def _within(folder: Path, issue: Issue, paths: tuple[Path, ...]) -> bool:
    place = (folder / issue.path).resolve()
    return any(place == path.resolve() or path.resolve() in place.parents for path in paths)


@content.command("release")
def release_content() -> None:
    """Check all content, build its release and point to it. Exit 1, changing nothing, if there are errors."""
    releases = Releases(Path(current_app.config["INSTANCE_DIR"]))
    try:
        name = releases.make(read_content(Path(current_app.config["CONTENT_DIR"])), current_app.config["CLOCK"]())
    except ContentError as error:
        for issue in error.issues:
            click.echo(str(issue), err=True)
        sys.exit(1)
    click.echo(f"Released {name}.")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(content)
