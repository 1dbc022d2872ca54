"""What an owner pastes to have it looked up: ids, addresses, or pieces of their pages with the codes in them. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from embedding.asked import PATH

MOST = 50
"""So many things are looked up at once: an answer has to be worked out for each that names one."""
_NEXT = re.compile(r",(?=https?://|/|answer/|faq/)")
"""A comma in an address that lists ids, where the next thing begins."""
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>iframe|a|stay-registered-faq)(?=[\s/])[^<>]{0,8000}>|<[a-z/!?][^<>]*>|(?P<words>[^<]+)|<", re.DOTALL | re.IGNORECASE
)
"""A comment, a tag that may name something, any other tag, words, or a sign that begins none of them.

Every character is read a bounded number of times. html.parser alone takes minutes for 60 kB of tags that nobody ends, so it is given one whole tag at a time.
"""


def things(text: str) -> tuple[list[str], int]:
    """What is named in a text, each once and in order: MOST of them at most, and how many more there are."""
    named = list(dict.fromkeys(_in_code(text) if "<" in text else _in_words(text)))
    return named[:MOST], max(0, len(named) - MOST)


def _in_words(text: str) -> Iterator[str]:
    """Things parted by spaces, lines or commas. A comma within `ids=` of an address parts nothing."""
    for word in text.split():
        rest = word
        while rest:
            one, _, after = rest.partition(",")
            if "?" in one and "ids=" in one:
                cut = _NEXT.search(rest)
                one, after = (rest[: cut.start()], rest[cut.end() :]) if cut else (rest, "")
            if one:
                yield one
            rest = after


def _in_code(text: str) -> Iterator[str]:
    """Addresses of frames and links in HTML, and what the custom element names; in the words between them, addresses of frames alone."""
    for piece in _PIECE.finditer(text):
        if piece["words"]:
            yield from (word for word in _in_words(html.unescape(piece["words"])) if PATH in word)
        elif piece["name"]:
            reader = _Tag()
            reader.feed(piece[0])
            yield from reader.found


class _Tag(HTMLParser):
    """Reads what one tag of a frame, a link or the custom element names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value.strip() for name, value in attrs if value and value.strip()}
        if tag == "stay-registered-faq":
            self.found += [name.strip() for key in ("faq", "faqs") for name in told.get(key, "").split(",") if name.strip()]
            self.found += [f"answer/{told['answer']}"] if "answer" in told else []
        if tag in ("iframe", "a"):
            address = told.get("src" if tag == "iframe" else "href", "")
            self.found += [address] if address.startswith(("http://", "https://", "/")) else []
