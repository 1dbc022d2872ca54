"""Commands for those who write and run the site: `flask --app app content check`, `content release` and `content preview`."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from guidance.issues import ContentError, Issue, errors
from guidance.reading import survey
from publishing.checks import check
from publishing.previewing import routes as previewing
from publishing.previewing.server import serve
from publishing.release import Releases
from publishing.store import Store
from search.engine import EngineUnavailable

content = AppGroup("content", help="Check and release what is under the content folder.")


@content.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How problems are written.")
def check_content(paths: tuple[Path, ...], shape: str) -> None:
    """Check all content; with PATHS, tell only the problems of those files or folders. Exit 1 if there are errors."""
    folder = Path(current_app.config["CONTENT_DIR"])
    places = [_found(folder, path) for path in paths]
    store = Store(Path(current_app.config["INSTANCE_DIR"]))
    files, unread = survey(folder)
    if files:
        unread += check(files, current_app.config["CLOCK"](), store.load()).issues
        store.save()
    issues = [issue for issue in sorted(unread) if not places or _within(folder, issue, places)]
    if shape == "json":
        click.echo(json.dumps([issue.as_dict() for issue in issues], indent=2))
    else:
        for issue in issues:
            click.echo(str(issue))
        click.echo(f"{len(errors(issues))} errors, {len(issues) - len(errors(issues))} warnings.")
    sys.exit(1 if errors(issues) else 0)


def _found(folder: Path, path: Path) -> Path:
    """A path as it was typed, from here or from the content folder."""
    with contextlib.suppress(OSError, RuntimeError, ValueError):  # names too long, links in a circle, NUL
        for place in (path.resolve(), (folder / path).resolve()):
            if place.exists() and place.is_relative_to(folder.resolve()):
                return place
    raise click.UsageError(f"{path} is not a file or folder of {folder}.")


def _within(folder: Path, issue: Issue, places: list[Path]) -> bool:
    place = (folder / issue.path).resolve()
    return any(place == named or named in place.parents for named in places)


@content.command("release")
def release_content() -> None:
    """Check all content, build its release and point to it. Exit 1, changing nothing, if there are errors."""
    releases = Releases(Path(current_app.config["INSTANCE_DIR"]))
    try:
        with current_app.extensions["desk"].ledger.reading() as files:
            name = releases.make(files, current_app.config["CLOCK"]())
    except ContentError as error:
        for issue in error.issues:
            click.echo(str(issue), err=True)
        sys.exit(1)
    except (OSError, EngineUnavailable) as error:
        remedy = f"Free space, or mend the permissions of {releases.instance}; the release in use stays."
        click.echo(f"The release could not be written: {error}. {remedy}", err=True)
        sys.exit(1)
    click.echo(f"Released {name}.")


@content.command("preview")
@click.option("--port", default=8001, show_default=True, help="Port on this machine.")
def preview_content(port: int) -> None:
    """Show the whole site on this machine alone. Each page loads again by itself when you save a file, and tells what is wrong with it."""
    if not current_app.config["WATCH"]:
        raise click.UsageError("STAY_WATCH is false, so nothing you save would be seen. Leave it out.")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    previewing.add(app)
    try:
        serve(app, port, lambda address: click.echo(f"{address} shows {app.config['CONTENT_DIR']}. Stop it with Ctrl+C."))
    except OSError as error:
        raise click.UsageError(f"Port {port} cannot be used ({error.strerror}). Name another one with --port.") from None
    except KeyboardInterrupt:
        click.echo("Stopped.")


def register(app: Flask) -> None:
    """Add the commands to the application."""
    app.cli.add_command(content)
