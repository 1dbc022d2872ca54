"""What an owner pastes to have it looked up: ids, addresses, or pieces of their pages with the codes in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from embedding.asked import PATH

MOST = 50
"""So many things are looked up at once: an answer has to be worked out for each that names one."""
_NEXT = re.compile(r",(?=https?://|/|answer/|faq/)")
"""A comma in an address that lists ids, where the next thing begins."""


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
    """Addresses of frames and links in HTML, and what the custom element names."""
    reader = _Codes()
    reader.feed(text.replace("<![", "<! ["))  # office programs leave marked sections, for some of which html.parser raises AssertionError
    reader.close()
    yield from reader.found


class _Codes(HTMLParser):
    """Keeps the addresses that stand in HTML, and those of frames in the words beside it: an owner may paste both."""

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

    def handle_data(self, data: str) -> None:
        self.found += [word for word in _in_words(data) if PATH in word]
