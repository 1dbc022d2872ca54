"""From files to a library: every version read, rendered and parted into sections, with every fault collected.

The same code serves the site, `content check` and publishing; it takes files as a mapping, so that a candidate can be tried without a disk.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from guidance import front_matter, render
from guidance.charts import bar_chart
from guidance.issues import Issue
from guidance.kept import Kept
from guidance.library import Corpus, Library
from guidance.model import FAQ, FIRST_YEAR, LAST_YEAR, Fact, FrontMatter, Page, Regulator, Section, Version
from guidance.reading import digest
from guidance.registers import read_evidence, read_registers

_PATH = re.compile(r"(?:guidance/(?P<collection>[a-z0-9-]+)|faqs)/(?P<slug>[^/]+)/(?P<date>\d{4}-\d{2}-\d{2})(?:\.(?P<revision>[2-9]|[1-9]\d))?\.md")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_ALTERED = 30
"""How many pieces of HTML that are not allowed are told one by one."""
ANSWER = "answer"
"""The anchor of an FAQ's first paragraph."""


RECENT = Kept()
"""What this process has rendered lately."""


def build_library(files: Mapping[str, bytes], kept: Kept = RECENT) -> tuple[Library, list[Issue]]:
    """Build the library that the files make.

    kept: where versions are looked for before they are rendered, and put once they are without fault.
    Returns it (without the versions that could not be read) and all issues. A release is made only where there is no error among them.
    """
    registers, issues = read_registers(files)
    facts: list[Fact] = []
    for path in sorted(name for name in files if name.startswith("evidence/")):
        of_file, told = _read_evidence(path, files[path])
        facts += of_file
        issues += told
    regulators: dict[str, Regulator] = {item.id: item for item in registers["regulator"]}
    versions: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for path in sorted(files):
        if not path.startswith(("guidance/", "faqs/")):
            continue
        version, faults = _read_or_find(path, files[path], regulators, kept)
        issues += faults
        if version is not None:
            versions[(version.collection, version.slug)].append(version)
    pages = tuple(
        Page(collection=collection, slug=slug, versions=tuple(sorted(items, key=lambda item: (item.date, item.revision))))
        for (collection, slug), items in sorted(versions.items())
    )
    corpus = Corpus(
        regulators=tuple(registers["regulator"]),
        professions=tuple(registers["profession"]),
        signposts=tuple(registers["signpost"]),
        roles=tuple(registers["role"]),
        topics=tuple(registers["topic"]),
        facts=tuple(facts),
        pages=pages,
    )
    return Library(corpus, digest(files)), issues


@lru_cache(maxsize=32)
def _read_evidence(path: str, data: bytes) -> tuple[tuple[Fact, ...], tuple[Issue, ...]]:
    """Kept, because most changes are to pages, and evidence is long."""
    facts, issues = read_evidence({path: data})
    return tuple(facts), tuple(issues)


def version_key(kept: Kept, path: str, data: bytes, regulators: Mapping[str, Regulator]) -> str:
    """The key of a version among what is kept: path, bytes and the words of every regulator's "confirm" marks are all that rendering rests on."""
    return kept.key("version", path, data, *(part for name, item in sorted(regulators.items()) for part in (name, item.confirm)))


def _read_or_find(path: str, data: bytes, regulators: Mapping[str, Regulator], kept: Kept) -> tuple[Version | None, list[Issue]]:
    """A change to one file of hundreds must not render all the others again. What has a fault is: a renderer that was too slow may not be so again."""
    key = version_key(kept, path, data, regulators)
    if found := kept.versions.find(key):
        return found, []
    version, issues = read_version(path, data, regulators)
    if version is not None and not issues:
        kept.versions.keep(key, version)
    return version, issues


def read_version(path: str, data: bytes, regulators: Mapping[str, Regulator]) -> tuple[Version | None, list[Issue]]:
    """Read one version from its path (within the content folder) and bytes: the version, or None, and its issues."""
    place = _placed(path)
    if isinstance(place, Issue):
        return None, [place]
    text, faults = _decode(path, data)
    if text is None:
        return None, faults
    parts = front_matter.split(text)
    if parts is None:
        return None, [Issue(path, 1, "The front matter is not between two `---` lines.", "Begin the file with a line `---` and close the keys with another.")]
    head, body, body_line = parts
    meta, faults = front_matter.read(head, FrontMatter, path)
    html = _body(path, body, body_line, faults)
    if meta is None or html is None:
        return None, faults
    collection, slug, date, revision = place
    sections = _sections(path, html, meta, _confirm(collection, meta, regulators), faults, body_line)
    return Version(collection=collection, slug=slug, date=date, revision=revision, path=path, meta=meta, sections=tuple(sections)), faults


def _placed(path: str) -> tuple[str, str, datetime.date, int] | Issue:
    """Collection, slug, date and revision, as the path tells them."""
    named = _PATH.fullmatch(path)
    if named is None or named["collection"] == FAQ or len(named["slug"]) > 80 or not _SLUG.fullmatch(named["slug"]):
        remedy = (
            "Use guidance/<collection>/<slug>/<yyyy-mm-dd>.md or faqs/<slug>/<yyyy-mm-dd>.md, slugs in lower-case words and hyphens;"
            " a second version of one day is <yyyy-mm-dd>.2.md."
        )
        return Issue(path, 0, "The path is not that of a version.", remedy)
    try:
        date = datetime.date.fromisoformat(named["date"])
    except ValueError:
        return Issue(path, 0, f"{named['date']} is not a date.", "Name the file by a day of the calendar.")
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        return Issue(path, 0, f"{named['date']} is not between the years {FIRST_YEAR} and {LAST_YEAR}.", "Check the year.")
    return named["collection"] or FAQ, named["slug"], date, int(named["revision"] or 1)


def _body(path: str, body: str, line: int, faults: list[Issue]) -> str | None:
    """The body as HTML, or None where it cannot be rendered. What is wrong with it is added to `faults`."""
    if not body.strip():
        faults.append(Issue(path, line, "The body is empty.", "Write at least one section."))
    try:
        rendered = render.render(body)
    except render.RenderError as error:
        faults.append(Issue(path, line, str(error), "Edit the body as told."))
        return None
    for lost in rendered.altered[:MOST_ALTERED]:
        faults.append(Issue(path, _line_of(body, lost, line), f"{lost} is not allowed.", "Remove it; docs/content.md lists what a body may hold."))
    if (more := len(rendered.altered) - MOST_ALTERED) > 0:
        faults.append(Issue(path, line, f"{more:,} more pieces of HTML are not allowed.", "Remove them; docs/content.md lists what a body may hold."))
    return rendered.html


def _decode(path: str, data: bytes) -> tuple[str | None, list[Issue]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [Issue(path, line, "The file is not UTF-8.", "Save it as UTF-8 (in most editors: Save with encoding).")]
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return None, [Issue(path, line, "The file holds NUL characters: it may be UTF-16.", "Save it as UTF-8 (in most editors: Save with encoding).")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def _confirm(collection: str, meta: FrontMatter, regulators: Mapping[str, Regulator]) -> str:
    named = collection if collection != FAQ else (meta.regulators[0] if len(meta.regulators) == 1 else "")
    return regulators[named].confirm if named in regulators else "confirm with the regulator"


def _sections(path: str, html: str, meta: FrontMatter, confirm: str, faults: list[Issue], line: int) -> list[Section]:
    sections = []
    for part in render.split_sections(html):
        anchor, heading = part.anchor, part.heading
        if not heading:
            if meta.kind == "guidance":
                faults.append(Issue(path, line, "Text stands before the first heading.", "Put it under a heading with an anchor: `## Heading {#anchor}`."))
                continue
            anchor, heading = ANSWER, meta.title
        elif not anchor:
            faults.append(Issue(path, line, f"The heading “{heading}” has no anchor.", "Write `## Heading {#anchor}`."))
            continue
        inner = render.finish(part.html, confirm)
        if anchor in meta.charts:
            inner += bar_chart(f"{anchor}-chart", meta.charts[anchor], render.tables(part.html), path, line, faults)
        sections.append(Section(anchor=anchor, heading=heading, html=inner, text=render.plain_text(part.html), facts=meta.evidence.get(anchor, ())))
    return sections


def _line_of(body: str, tag: str, first: int) -> int:
    name = tag.strip("<>").split(" ")[0]
    found = re.search(f"<{re.escape(name)}", body, re.IGNORECASE)
    return first + body.count("\n", 0, found.start()) if found else first
