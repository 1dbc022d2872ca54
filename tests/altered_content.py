"""The real content with what a year may bring: a version ahead, a page that ends, one that has ended, and a correction of the same day."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app import create_app

HOURS = "guidance/nmc/practice-hours/2026-11-22.md"
AHEAD = "guidance/nmc/practice-hours/2027-01-01.md"
ENDED = "faqs/nmc-extension/2026-11-22.md"
ENDS = "faqs/nmc-annual-fee/2026-11-22.md"
OWN = "guidance/hcpc/fees/2026-12-01.md"
NOTE = "For nurses and midwives: the wording of how many hours is plainer."
Files = dict[str, bytes]


def _front(data: bytes, **keys: str) -> bytes:
    """A version whose front matter has these keys, in place of what it had."""
    head, body = data.removeprefix(b"---\n").split(b"\n---\n", 1)
    lines = [line for line in head.decode().splitlines() if line.split(":")[0] not in keys]
    return ("---\n" + "\n".join([*lines, *(f"{key}: {value}" for key, value in keys.items())]) + "\n---\n").encode() + body


def altered(files: Files) -> Files:
    """The content with its changes. Every one of them is sound."""
    own = max(path for path in files if path.startswith("guidance/hcpc/fees/"))
    ahead = _front(files[HOURS], change=f'"{NOTE}"')
    first, rest = ahead.split(b"{#how-many}\n", 1)
    return {
        **files,
        AHEAD: first + b"{#how-many}\n\nThis wording takes the place of an earlier one.\n" + rest,
        ENDED: _front(files[ENDED], withdrawn="{date: 2026-11-22, reason: It was asked no more., successor: faq/nmc-annual-fee}"),
        ENDS: _front(files[ENDS], withdrawn="{date: 2027-03-01, reason: The fee has a page of its own., successor: nmc/fees}"),
        OWN: _front(files[own], authority="regulator", source="https://www.hcpc-uk.org/fees/", change='"The HCPC publishes this page itself."'),
    }


def over(folder: Path, day: str) -> Flask:
    """The site for a day over what lies in a folder: `content`, and `instance`, which is made where it is missing."""
    paths = {"STAY_CONTENT_DIR": str(folder / "content"), "STAY_INSTANCE_DIR": str(folder / "instance")}
    return create_app({**paths, "STAY_TODAY": day, "STAY_WATCH": False, "TESTING": True})
