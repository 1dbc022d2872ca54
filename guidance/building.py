"""From files to a library: every version read, rendered and parted into sections, with every fault collected.

The same code serves the site, `content check` and publishing; it takes files as a mapping, so that a candidate can be tried without a disk.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from guidance import front_matter, render
from guidance.bombs import SIZE_LIMIT
from guidance.charts import bar_chart
from guidance.contract import read_notices
from guidance.evidence import read_evidence
from guidance.issues import Issue, Spot, spot
from guidance.kept import Kept
from guidance.library import Corpus, Library
from guidance.model import FAQ, FrontMatter, Page, Regulator, Section, Version
from guidance.moved import read_moved
from guidance.reading import digest
from guidance.registers import read_registers
from guidance.stamps import Stamp, is_slug, read_stamp

_PATH = re.compile(r"(?:guidance/(?P<collection>[^/]+)|faqs)/(?P<slug>[^/]+)/(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:\.(?:[2-9]|[1-9][0-9]))?)\.md")
_MARKS_OF_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
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
    facts, faults = read_evidence(files)
    issues += faults
    moved, faults = read_moved(files)
    issues += faults
    notices, faults = read_notices(files)
    issues += faults
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
        moved=moved,
        notices=notices,
    )
    return Library(corpus, digest(files)), issues


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
        return None, [Issue.at(path, Spot(1, 1), *_unheaded(text))]
    head, body, body_line = parts
    meta, faults = front_matter.read(head, FrontMatter, path)
    source = _Source(path, body, body_line, faults)
    html = source.html()
    if meta is None or html is None:
        return None, faults
    collection, slug, stamp = place
    sections = tuple(source.sections(html, meta, _confirm(collection, meta, regulators)))
    return Version(collection=collection, slug=slug, date=stamp.date, revision=stamp.revision, path=path, meta=meta, sections=sections), faults


def _placed(path: str) -> tuple[str, str, Stamp] | Issue:
    """Collection, slug and stamp, as the path tells them."""
    named = _PATH.fullmatch(path)
    if named is None or named["collection"] == FAQ or not is_slug(named["slug"]) or not is_slug(named["collection"] or FAQ):
        remedy = (
            "Use guidance/<collection>/<slug>/<yyyy-mm-dd>.md or faqs/<slug>/<yyyy-mm-dd>.md, slugs in lower-case words and hyphens;"
            " a second version of one day is <yyyy-mm-dd>.2.md."
        )
        return Issue(path, 0, "The path is not that of a version.", remedy)
    try:
        return named["collection"] or FAQ, named["slug"], read_stamp(named["stamp"])
    except ValueError as error:
        return Issue(path, 0, f"The name of the file: {error}.", "Name the file by the first day on which it holds.")


def _unheaded(text: str) -> tuple[str, str]:
    """What to say of a file whose front matter cannot be found."""
    first = text.partition("\n")[0].strip()
    if first == "+++":
        return "The front matter is TOML, between `+++` lines.", "Write it as YAML, `key: value`, between `---` lines."
    if first == "---":
        return "The front matter is not between two `---` lines: nothing closes it.", "After the last key close the keys with a line `---`."
    return "The front matter is not between two `---` lines.", "Begin the file with a line `---` and close the keys with another."


def _decode(path: str, data: bytes) -> tuple[str | None, list[Issue]]:
    """The text of a file with its lines ended by line feeds, or None where it is too large or not plain UTF-8."""
    remedy = "Save it as UTF-8 (in most editors: Save with encoding)."
    if len(data) > SIZE_LIMIT:
        return None, [Issue(path, 0, f"The file is larger than {SIZE_LIMIT:,} bytes: it has {len(data):,}.", "Split it into several pages.")]
    if data.startswith(_MARKS_OF_UTF_16):
        return None, [Issue.at(path, Spot(1, 1), "The file is not UTF-8: it begins as UTF-16 does.", remedy)]
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        wrong = f"the byte {data[error.start]:02X} stands where a character must"
        return None, [Issue.at(path, spot(before, len(before)), f"The file is not UTF-8: {wrong}.", remedy)]
    if "\0" in text:
        return None, [Issue.at(path, spot(text, text.index("\0")), "The file holds NUL characters: it may be UTF-16.", remedy)]
    return text, []


def _confirm(collection: str, meta: FrontMatter, regulators: Mapping[str, Regulator]) -> str:
    named = collection if collection != FAQ else (meta.regulators[0] if len(meta.regulators) == 1 else "")
    return regulators[named].confirm if named in regulators else "confirm with the regulator"


class _Source:
    """The markdown of one body. What is wrong with it is added to `faults`."""

    def __init__(self, path: str, body: str, line: int, faults: list[Issue]) -> None:
        self.path, self.body, self.line, self.faults = path, body, line, faults

    def html(self) -> str | None:
        """The body as HTML, or None where it cannot be rendered."""
        if not self.body.strip():
            self._fault(None, "The body is empty.", "Write at least one section.")
        try:
            rendered = render.render(self.body)
        except render.RenderError as error:
            self._fault(error.at, str(error), "Edit the body as told.")
            return None
        remedy = "Remove it; docs/content.md lists what a body may hold."
        for lost in rendered.altered[:MOST_ALTERED]:
            self._fault(self._place_of(lost), f"{lost} is not allowed.", remedy)
        if (more := len(rendered.altered) - MOST_ALTERED) > 0:
            self._fault(None, f"{more:,} more pieces of HTML are not allowed.", remedy)
        return rendered.html

    def sections(self, html: str, meta: FrontMatter, confirm: str) -> Iterator[Section]:
        """The sections of the body, rendered. A lead without a heading is a section in an FAQ alone."""
        for part in render.split_sections(html):
            anchor, heading = part.anchor, part.heading
            if not heading:
                if meta.kind == "guidance":
                    lead = len(self.body) - len(self.body.lstrip())
                    self._fault(lead, "Text stands before the first heading.", "Put it under a heading with an anchor: `## Heading {#anchor}`.")
                    continue
                anchor, heading = ANSWER, meta.title
            elif not anchor:
                found = re.search(rf"(?m)^.*{re.escape(heading[:20])}", self.body)
                self._fault(found.start() if found else None, f"The heading “{heading}” has no anchor.", "Write `## Heading {#anchor}`.")
                continue
            inner = render.finish(part.html, confirm)
            if anchor in meta.charts:
                inner += bar_chart(f"{anchor}-chart", meta.charts[anchor], render.tables(part.html), self.path, self.line, self.faults)
            yield Section(anchor=anchor, heading=heading, html=inner, text=render.plain_text(part.html), facts=meta.evidence.get(anchor, ()))

    def _fault(self, at: int | None, message: str, remedy: str) -> None:
        """A fault at a character of the body, or of the body as a whole."""
        place = Spot(self.line) if at is None else spot(self.body, at, self.line)
        self.faults.append(Issue.at(self.path, place, message, remedy))

    def _place_of(self, lost: str) -> int | None:
        """Where something stands that the sanitiser took away, such as `<p onclick="x">` or `</script>`; it may have been written as markdown."""
        told = re.match(r"""<(?P<tag>[^\s>]*)(?: (?P<name>[^=]*)="(?P<value>.*)")?>""", lost, re.DOTALL)
        tag, name, value = (re.escape(text or "") for text in (told.groups() if told else ("!--", "", "")))  # only comments are shown otherwise
        patterns = (rf"<{tag}\b[^>]*\b{name}", rf"{name}\s*=\s*[\"']?{value}", value, name) if name else (f"<{tag}",)
        return next((found.start() for pattern in patterns if pattern and (found := re.search(pattern, self.body, re.IGNORECASE))), None)
