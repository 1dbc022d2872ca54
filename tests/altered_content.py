"""The real content with what a year may bring: versions ahead, a page that ends, one that has ended, a correction of the same day, and pages that moved."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app import create_app

HOURS = "guidance/nmc/practice-hours/2026-11-22.md"
AHEAD = "guidance/nmc/practice-hours/2027-01-01.md"
ENDED = "faqs/nmc-extension/2026-11-22.md"
ENDS = "faqs/nmc-annual-fee/2026-11-22.md"
ASKED = "faqs/nmc-clinical-shifts-needed/2026-11-22.md"
ASKED_AHEAD = "faqs/nmc-clinical-shifts-needed/2026-12-10.md"
OWN = "guidance/hcpc/fees/2026-12-01.md"
SAID = "Says first that no shift is asked for."
MOVED = """
[[moved]]
id = "faq/nmc-yearly-fee"
to = "faq/nmc-annual-fee"
since = 2026-11-22
kind = "renamed"
reason = "The NMC speaks of an annual fee."

[[moved]]
id = "faq/hcpc-pause"
to = "faq/hcpc-career-break"
since = 2027-01-15
kind = "merged"
reason = "Both told of years out."

[[moved]]
id = "faq/nmc-longer"
to = "faq/nmc-extension"
since = 2026-11-22
kind = "renamed"
reason = "The page that it leads to is withdrawn, and says so."

[[moved]]
id = "nmc/hours-of-practice"
to = "nmc/practice-hours"
since = 2026-11-22
kind = "renamed"
reason = "The NMC speaks of practice hours."

[[moved]]
id = "context/hcpc-fees"
to = "hcpc/fees"
since = 2026-11-22
kind = "merged"
reason = "The HCPC has a page of its own."
"""
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
        ASKED_AHEAD: _front(files[ASKED], change=f'"{SAID}"', significance="minor"),
        AHEAD: first + b"{#how-many}\n\nThis wording takes the place of an earlier one.\n" + rest,
        ENDED: _front(files[ENDED], withdrawn="{date: 2026-11-22, reason: It was asked no more., successor: faq/nmc-annual-fee}"),
        ENDS: _front(files[ENDS], withdrawn="{date: 2027-03-01, reason: The fee has a page of its own., successor: nmc/fees}"),
        "moved.toml": files["moved.toml"] + MOVED.encode(),
        OWN: _front(files[own], authority="regulator", source="https://www.hcpc-uk.org/fees/", change='"The HCPC publishes this page itself."'),
    }


def over(folder: Path, day: str) -> Flask:
    """The site for a day over what lies in a folder: `content`, and `instance`, which is made where it is missing."""
    paths = {"STAY_CONTENT_DIR": str(folder / "content"), "STAY_INSTANCE_DIR": str(folder / "instance")}
    return create_app({**paths, "STAY_TODAY": day, "STAY_WATCH": False, "TESTING": True})
