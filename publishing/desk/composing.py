"""Publications that the desk composes itself: the notice that a page is withdrawn, and an older version that holds again. Pure; the checks judge them."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping

from guidance import front_matter
from guidance.model import FAQ
from guidance.stamps import Stamp, read_stamp
from publishing.candidate import Publication
from publishing.refusals import Conflict, NotFound, Refused

Files = Mapping[str, bytes]


def retiring(files: Files, page_id: str, date: datetime.date, reason: str, successor: str) -> Publication:
    """The version that holds on a day, with the notice that its page is withdrawn from that day on.

    files: the content. page_id: `nmc/annual-fee`. successor: what to read instead, or empty. Raises NotFound, or Conflict where a later version is ahead.
    """
    stamps = _stamps(files, page_id)
    held = [stamp for stamp in stamps if stamp.date <= date]
    if not held:
        raise NotFound("No version of this page holds on that day.", "Choose a later day.", page_id)
    if later := [stamp for stamp in stamps if stamp.date > date]:
        raise Conflict(f"A later version is announced for {later[0]}.", "Withdraw the page from a day after it, or ask the operator to take it out.", page_id)
    notice = {"date": date.isoformat(), "reason": reason, **({"successor": successor} if successor else {})}
    return _made(files, page_id, held[-1], held[-1], {"withdrawn": _flow(notice)})


def restoring(files: Files, page_id: str, stamp: str, date: datetime.date, change: str) -> Publication:
    """An older version of a page as its version from a day on, without a notice that it was withdrawn.

    stamp: which one. change: what readers are told has changed. Raises NotFound, or Refused where the stamp is none.
    """
    stamps = _stamps(files, page_id)
    try:
        old = read_stamp(stamp)
    except ValueError as error:
        raise Refused(f"The version is not named as one: {error}.", "Name it as its file is named.", page_id) from None
    if old not in stamps:
        raise NotFound(f"This page has no version of {stamp}.", f"It has {', '.join(map(str, stamps))}.", page_id)
    new = Stamp(date, max((each.revision for each in stamps if each.date == date), default=0) + 1)
    return _made(files, page_id, old, new, {"change": json.dumps(change, ensure_ascii=False)}, without=("withdrawn",))


def _stamps(files: Files, page_id: str) -> list[Stamp]:
    """The versions of a page, oldest first. Raises NotFound where there are none."""
    folder = _folder(page_id)
    names = [path.removeprefix(folder).removesuffix(".md") for path in files if path.startswith(folder) and "/" not in path.removeprefix(folder)]
    if not names:
        raise NotFound("There is no such page.", "Name it as in its address, such as nmc/annual-fee or faq/nmc-annual-fee.", page_id[:80])
    return sorted(read_stamp(name) for name in names)


def _folder(page_id: str) -> str:
    collection, _, slug = page_id.partition("/")
    return f"faqs/{slug}/" if collection == FAQ else f"guidance/{page_id}/"


def _made(files: Files, page_id: str, old: Stamp, new: Stamp, values: dict[str, str], without: Iterable[str] = ()) -> Publication:
    """A version under a stamp, with some keys of its front matter set, and others taken out. Raises ContentError where the address is none."""
    collection, _, slug = page_id.partition("/")
    text = files[f"{_folder(page_id)}{old}.md"].decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    head, body, _ = front_matter.split(text) or ("", text, 0)
    kept, leaving = [], False
    for line in head.split("\n"):
        if named := re.match(r"([a-z_]+)[ \t]*:", line):
            leaving = named[1] in {*values, *without}
        if not leaving:
            kept.append(line)
    kept += [f"{name}: {value}" for name, value in values.items()]
    return Publication.of(collection, slug, str(new), page=("---\n" + "\n".join(kept) + "\n---\n" + body).encode())


def _flow(values: dict[str, str]) -> str:
    """A mapping in one line of YAML, every value in quotes: those of JSON are YAML's."""
    return "{" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()) + "}"
