"""The settings of the site, in one table. Pure: `app.py` reads them from the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the project."""
_MAIL = r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_PAGE = r"https://[a-z0-9.-]+(:\d{1,5})?(/[^\s<>\"@]*)?"
MOST_HOSTING = 300
"""Characters of the sentence of STAY_HOSTING."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name (the environment adds `STAY_`), its default and what it is for."""

    name: str
    default: object
    help: str


SETTINGS = (
    Setting("CONTENT_DIR", str(ROOT / "content"), "Folder that holds the content."),
    Setting("INSTANCE_DIR", str(ROOT / "instance"), "Folder for releases and their log. Must be writable and private to the site."),
    Setting("TODAY", "", "Pins the date for which pages and answers are given, as 2026-12-31. Empty: today in Europe/London."),
    Setting("PORT", 8000, "Port on which script/server listens."),
    Setting("HOST", "127.0.0.1", "Address on which script/server listens."),
    Setting("WORKERS", 2, "Worker processes of script/server."),
    Setting("WATCH", True, "Whether a change under the content folder is checked and released by itself."),
    Setting(
        "SITE",
        "",
        "Address under which readers reach the site, as https://stay.example. Empty: feeds and codes name the host of each request, and pages name none.",
    ),
    Setting(
        "FRAME_ANCESTORS",
        "https:",
        "Who may frame what stands under /embed/v1/: hosts as https://*.trust.example, parted by spaces. https: is every https host.",
    ),
    Setting("DESK_DIR", "", "Folder for submissions, tokens and the audit log; one for all machines of a site. Empty: `desk` in the instance folder."),
    Setting("TWO_PERSON", True, "Whether another token must approve a publication than the one that submitted it."),
    Setting("CONTACT", "", "Where readers and owners of embeds report faults: an e-mail address, or an https address. Empty: pages say that none is stated."),
    Setting("HOSTING", "", "One sentence for the owner's pack: who hosts the site, and where. Empty: the pack says that it is not stated."),
)


def site(text: str) -> str:
    """The site's own address as its setting tells it, without a slash at its end. Raises ValueError, with words for an operator, where it is none."""
    if text and not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?/?", text):
        raise ValueError(f"STAY_SITE is {text!r}; write it as https://stay.example, without a path.")
    return text.removesuffix("/")


def contact(text: str) -> str:
    """The address for reports of faults, as the setting gives it: empty, an e-mail address, or the https address of a page.

    Raises ValueError, with words for an operator, for anything else.
    """
    found = text.strip()
    if found and not re.fullmatch(f"{_MAIL}|{_PAGE}", found):
        raise ValueError(
            f"STAY_CONTACT is {text!r}; write an e-mail address, as help@stay.example, or the https address of a page, as https://stay.example/help."
        )
    return found


def hosting(text: str) -> str:
    """The sentence on hosting, as the setting gives it. Raises ValueError, with words for an operator, where it is longer than a sentence, or several lines."""
    found = text.strip()
    if len(found) > MOST_HOSTING or not found.isprintable():
        raise ValueError(f"STAY_HOSTING holds {len(found)} characters; write one sentence on one line, {MOST_HOSTING} characters at most.")
    return found
