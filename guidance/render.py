"""Markdown to safe HTML, and HTML to sections: the only module that touches Markdown, bleach, nh3 and BeautifulSoup.

A body is rendered once, when content is checked or released, never for a request; visitor text never comes here.
Bleach was named by the customer and is no longer maintained, so nh3 has the last word with the same allow-list, and a difference
between the two is an error. See docs/decisions/0003-two-sanitisers.md.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

import bleach
import markdown as markdown_library
import nh3
from bs4 import BeautifulSoup, Tag

from guidance import bombs, bounded

_LIST = (
    "a abbr b blockquote br caption cite code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s"
    " small span strong sub summary sup table tbody td tfoot th thead tr ul"
)
TAGS = frozenset(_LIST.split())
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "class", "title", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
CLASSES = frozenset({"confirm", "announced", "warning", "example"})
EXTENSIONS = ("tables", "attr_list", "def_list", "abbr", "sane_lists")

_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
_RESERVED_ID = "sr-"  # our templates' own ids begin so; content may not take them
_IMAGE = re.compile(r"/static/[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*")
DEPTH = 60
"""How deeply elements may be nested in rendered HTML; real pages have 6."""
MOST_HTML = 2_000_000
"""Characters that rendered HTML may have: ten times the largest body."""
_SPACE_OR_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class RenderError(ValueError):
    """A body that cannot be rendered safely, in bounded time and memory. The message says what and how to mend it.

    at: at which character of the markdown, lines ended by line feeds, or None where no single place is to blame.
    """

    def __init__(self, message: str, at: int | None = None) -> None:
        self.at = at
        super().__init__(message)


@dataclass(frozen=True)
class Rendered:
    """Safe HTML, and what the sanitisers had to take away to make it so (empty for content that may be released).

    disputed: what of it one sanitiser took away and the other would have let stand.
    """

    html: str
    altered: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One section as it stands in rendered HTML. The lead (before any heading) has an empty heading."""

    anchor: str
    heading: str
    html: str


def to_html(markdown: str) -> str:
    """Render a published body to sanitised HTML.

    Raises RenderError where the text is over 200,000 bytes, holds control characters, is built so as to hang the renderer,
    or where the two sanitisers disagree.
    """
    rendered = render(markdown)
    if rendered.disputed:
        raise RenderError(f"The two sanitisers disagree about {rendered.disputed[0]}. Remove it, or write it without raw HTML.")
    return rendered.html


@lru_cache(maxsize=64)
def render(markdown: str) -> Rendered:
    """Render as `to_html` does, and tell what was taken away. The work is done in a child process with limits of time and memory."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    if reason := bombs.refusal(text):
        raise RenderError(*reason)
    try:
        html, altered, disputed = bounded.call(text)
    except bounded.Refused as refusal:
        raise RenderError(str(refusal)) from None
    return Rendered(html, tuple(altered), tuple(disputed))


def convert(markdown: str) -> tuple[str, list[str], list[str]]:
    """Do the work of `render` without its limits, for the child process only: the HTML, what was taken away, and what of it is disputed.

    Raises RenderError where the HTML is too large or too deep, holds control characters, or where the last sanitiser makes what the first did not.
    """
    raw = markdown_library.markdown(markdown, extensions=list(EXTENSIONS), output_format="html")
    if len(raw) > MOST_HTML:
        raise RenderError(f"The text swells to more than {MOST_HTML:,} characters of HTML. Shorten its abbreviations and link definitions, or split it.")
    first = bleach.clean(raw, tags=TAGS, attributes=_bleach_attributes, protocols=SCHEMES, strip=True, strip_comments=True)
    last = nh3.clean(
        first, tags=set(TAGS), attributes={tag: set(names) for tag, names in ATTRIBUTES.items()}, url_schemes=set(SCHEMES), link_rel=None, strip_comments=True
    )
    before, after = _Shape(first).counts, _Shape(last).counts
    if made := after - before:
        raise RenderError(f"The two sanitisers disagree about {_shown(*min(made))}. Remove it, or write it without raw HTML.")
    disputed = before - after
    safe = _last_gate(last)
    if control := bombs.control(safe):  # an entity such as `&#8238;` brings one in
        raise RenderError(control.said)
    shape = _Shape(safe)
    if shape.deepest > DEPTH:
        raise RenderError(f"The text is nested {shape.deepest} elements deep; {DEPTH} is the limit. Flatten its lists, quotes or HTML.")
    lost = (_Shape(raw).counts - shape.counts).keys() | disputed.keys()
    return safe, sorted(_shown(*item) for item in lost), sorted(_shown(*item) for item in disputed)


def _shown(tag: str, name: str, value: str) -> str:
    tag, name, value = (text if len(text) <= most else text[:most] + "…" for text, most in ((tag, 40), (name, 40), (value, 100)))
    return f'<{tag} {name}="{value}">' if name else f"<{tag}>"


def _bleach_attributes(tag: str, name: str, value: str) -> bool:
    return name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ())


class _Shape(HTMLParser):
    """What HTML is made of, counted: start tags, end tags, attributes, comments and declarations, and how deep it goes.

    A tree of a long page takes six times as long to make, and order matters to nobody here.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.depth = self.deepest = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in ("br", "col", "hr", "img"):
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[(tag, "", "")] += 1
        for name, value in attrs:
            self.counts[(tag, name, " ".join((value or "").split()))] += 1

    def handle_endtag(self, tag: str) -> None:
        self.counts[(f"/{tag}", "", "")] += 1
        self.depth -= 1

    def handle_comment(self, data: str) -> None:
        self.counts[("!-- --", "", "")] += 1

    def handle_decl(self, decl: str) -> None:
        self.counts[("!doctype", "", "")] += 1

    def handle_pi(self, data: str) -> None:
        self.counts[("?", "", "")] += 1

    def unknown_decl(self, data: str) -> None:
        self.counts[("![cdata[", "", "")] += 1


def _last_gate(html: str) -> str:
    """Addresses, ids and classes, by our own rules: bleach lets `javascript:123` through, and ids can shadow the page's own."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        for name in ("href", "src"):
            if name in tag.attrs and not _address_allowed(str(tag[name]), own=name == "src"):
                del tag[name]
        if "id" in tag.attrs and (not _ID.fullmatch(str(tag["id"])) or str(tag["id"]).startswith(_RESERVED_ID)):
            del tag["id"]
        if "class" in tag.attrs:
            names = str(tag["class"] if isinstance(tag["class"], str) else " ".join(tag["class"])).split()
            kept = [name for name in names if name in CLASSES]
            if kept:
                tag["class"] = " ".join(kept)
            else:
                del tag["class"]
    return str(soup.decode(formatter="minimal"))


def _address_allowed(address: str, own: bool) -> bool:
    if _SPACE_OR_CONTROL.search(address) or "\\" in address:
        return False
    if own:
        return _IMAGE.fullmatch(address) is not None
    if address.startswith("//"):
        return False
    head = re.split(r"[/?#]", address, maxsplit=1)[0]
    return ":" not in head or head.split(":", 1)[0].lower() in SCHEMES


def split_sections(html: str) -> list[Part]:
    """Part rendered HTML at its `h2` headings, so that anchors and index agree with what readers see."""
    soup = BeautifulSoup(html, "html.parser")
    parts: list[tuple[str, str, list[str]]] = [("", "", [])]
    for node in list(soup.contents):
        if isinstance(node, Tag) and node.name == "h2":
            parts.append((str(node.get("id") or ""), node.get_text(" ", strip=True), []))
        else:
            parts[-1][2].append(str(node))
    return [Part(anchor, heading, "".join(nodes).strip()) for anchor, heading, nodes in parts if heading or "".join(nodes).strip()]


def plain_text(html: str) -> str:
    """The words of an HTML fragment, blocks apart by a space, without tags."""
    soup = BeautifulSoup(html, "html.parser")
    for block in soup.find_all(["p", "li", "td", "th", "dd", "dt", "h3", "h4", "tr", "br"]):
        block.append(" ")
    return " ".join(soup.get_text().split())


@lru_cache(maxsize=4096)
def ids(html: str) -> tuple[str, ...]:
    """All ids of an HTML fragment, in order."""
    return tuple(str(tag["id"]) for tag in BeautifulSoup(html, "html.parser").find_all(id=True))


@lru_cache(maxsize=4096)
def links(html: str) -> tuple[str, ...]:
    """All link addresses of an HTML fragment, in order."""
    return tuple(str(tag["href"]) for tag in BeautifulSoup(html, "html.parser").find_all("a", href=True))


def tables(html: str) -> list[list[list[str]]]:
    """The cells of each table of an HTML fragment, as text: tables of rows of cells, the header row first."""
    soup = BeautifulSoup(html, "html.parser")
    return [[[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")] for table in soup.find_all("table")]


def has_class(html: str, name: str) -> bool:
    """Whether any element of the fragment carries the class."""
    return BeautifulSoup(html, "html.parser").find(class_=name) is not None


def finish(html: str, confirm: str) -> str:
    """Add what is ours to a safe fragment: the words of "confirm" marks, scopes of table heads, and a frame in which wide tables scroll."""
    soup = BeautifulSoup(html, "html.parser")
    for marked in soup.find_all(class_="confirm"):
        words = soup.new_tag("span", attrs={"class": "confirm-mark"})
        words.string = f"({confirm})"
        marked.append(" ")
        marked.append(words)
    for head in soup.select("thead th"):
        head["scope"] = "col"
    for number, table in enumerate(soup.find_all("table"), start=1):
        heads = ", ".join(cell.get_text(" ", strip=True) for cell in table.select("thead th") if cell.get_text(strip=True))
        label = f"Table {number}: {heads}"
        table.wrap(soup.new_tag("div", attrs={"class": "table", "role": "region", "aria-label": label, "tabindex": "0"}))
    return str(soup.decode(formatter="minimal"))
