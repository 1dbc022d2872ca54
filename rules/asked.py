"""The address of an answer: for whom, what was told and how it is asked; and the addresses of the same answer with one thing changed. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from guidance import addresses
from rules import facts
from rules.schemes import Fact
from rules.table import Table
from rules.trials import SETTLED

PAGE = ("also", "ask", "at", "on", "skip")
"""What an address may say besides facts: a second profession, one question at a time, the question to be shown, the date, and the questions left open."""
GENERAL = frozenset({"also", "ask", "at", "on"})
"""Those of them that say nothing about a person."""
OPEN = "i-do-not-know"
"""What a form sends for a question that somebody leaves open. The address then names the question under `skip`."""
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")
"""What stands in an address as it is: the unreserved characters of RFC 3986."""
MOST_STRANGE = 5
"""How many names under `skip` that mean nothing are told one by one."""


@dataclass(frozen=True)
class Asked:
    """An answer as somebody asks for it.

    told: facts as texts. on: the date as an address has it, empty for today. one: whether one question is asked at a time. at: a question to be shown alone.
    skipped: questions left open. also: the profession on a second register.
    """

    profession: str
    role: str
    told: Mapping[str, str] = field(default_factory=dict)
    on: str = ""
    one: bool = False
    at: str = ""
    skipped: tuple[str, ...] = ()
    also: str = ""

    @cached_property
    def path(self) -> str:
        """The address without anything told."""
        return f"/answer/{self.profession}/{self.role}"

    @cached_property
    def _page(self) -> dict[str, str]:
        return {"also": self.also, "ask": "one" if self.one else "", "at": self.at, "on": self.on, "skip": ",".join(self.skipped)}

    def link(self, **changed: str | None) -> str:
        """The address with some things changed, or taken away (None): facts by their ids, `also`, `ask`, `at` and `on`; `skip` leaves one more question open.

        A question told or taken away is no longer left open. The question shown alone is dropped, unless `at` names one.
        """
        left = changed.pop("skip", None)
        pairs = {**self._pairs}
        pairs.pop("at", None)
        if left or not changed.keys().isdisjoint(self.skipped):
            skipped = [name for name in self.skipped if name not in changed]
            changed["skip"] = ",".join(dict.fromkeys((*skipped, left) if left else skipped))
        for name, value in changed.items():
            pairs.pop(name, None)
            if value:
                pairs[name] = _pair(name, value)
        query = "&".join([pairs[name] for name in sorted(pairs)])
        return f"{self.path}?{query}" if query else self.path

    def made(self, file: str, **changed: str | None) -> str:
        """The address of something that is made of the answer, such as `calendar.ics`: it stands under the answer's own, and tells the same facts.

        How the questions are asked makes no difference to it. Changes as for `link`.
        """
        _, mark, query = self.link(**{"ask": None, "also": None, **changed}).partition("?")
        return f"{self.path}/{file}{mark}{query}"

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """What the address says, by name, each as it stands there: a page holds dozens of links that differ in one."""
        return {name: _pair(name, value) for name, value in {**self.told, **self._page}.items() if value}

    def hidden(self, *shown: str) -> list[tuple[str, str]]:
        """What a form sends along, as names and values: everything in the address but the questions that it shows itself."""
        rest = replace(self, at="", skipped=tuple(name for name in self.skipped if name not in shown))
        kept = {name: value for name, value in self.told.items() if name not in shown}
        return sorted((name, value) for name, value in {**kept, **rest._page}.items() if value)


def _pair(name: str, value: str) -> str:
    """A name and its value as they stand in an address. Most are ids, numbers and dates, which stand there as they are: looking is quicker than quoting."""
    return f"{name}={value}" if _PLAIN.fullmatch(value) else urlencode({name: value})


def askable(table: Table) -> list[str]:
    """The inputs that an address may tell: profession and role stand in its path."""
    return [item.id for item in table.inputs if item.id not in SETTLED]


def read(asked: Asked, texts: Mapping[str, str], table: Table, professions: Container[str], today: datetime.date) -> tuple[Asked, dict[str, Fact], list[str]]:
    """What an address says besides profession and role.

    asked: for whom. texts: its parameters by name, all of them known. professions: those that may stand under `also`.
    Returns the address with what could be understood, the facts typed, and a sentence or two for the reader about each thing that could not.
    """
    own = {name: text for name, text in texts.items() if name not in PAGE and text != OPEN}
    typed, errors = facts.parse(table, own)
    told = {name: own[name] for name in own if name in typed}
    faults = [f"“{table.input[error.name].question}” {error.message} {error.remedy}" for error in errors if error.name in table.input]
    names = askable(table)
    left = [name for name in texts.get("skip", "").split(",") if name] + [name for name, text in texts.items() if text == OPEN]
    faults += [strange("skip", name) for name in dict.fromkeys(left) if name not in names][:MOST_STRANGE]
    page = {name: texts.get(name, "") for name in GENERAL}
    if page["ask"] not in ("", "one"):
        faults.append(strange("ask", page["ask"]))
    if page["at"] and page["at"] not in names:
        faults.append(strange("at", page["at"]))
    if page["also"] and (page["also"] not in professions or page["also"] == asked.profession):
        faults.append(strange("also", page["also"]))
    try:
        on = addresses.day(page["on"]) if page["on"] else today
    except ValueError as error:
        faults.append(f"“{addresses.shown(page['on'])}”: {error}")
        on = today
    found = replace(
        asked,
        told=told,
        on="" if on == today else on.isoformat(),
        one=page["ask"] == "one",
        at=page["at"] if page["at"] in names else "",
        skipped=tuple(dict.fromkeys(name for name in left if name in names and name not in told)),
        also=page["also"] if page["also"] in professions and page["also"] != asked.profession else "",
    )
    return found, typed, faults


def strange(name: str, value: str) -> str:
    """A sentence for the reader about a value that an address has under a name and that means nothing there."""
    return f"“{addresses.shown(value)}” under “{name}” means nothing here."
