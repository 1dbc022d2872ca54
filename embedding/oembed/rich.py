"""An embed as oEmbed 1.0 describes it (oembed.com, sections 2.2 and 2.3): a resource of the type `rich`, as values for JSON and as XML. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from embedding.asked import Embed
from embedding.builder import codes
from embedding.naming import title
from guidance.library import Library
from guidance.model import Date

WIDTH, HEIGHT = 600, codes.HEIGHT
"""Pixels of a frame where the asker sets no bounds."""
CACHE_AGE = 86_400
"""Seconds for which a consumer may keep what it was told: the frame keeps itself up to date, so that only its name could grow old."""
PROVIDER = "Stay Registered"
DECLARATION = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
Rich = Mapping[str, str | int]


def pixels(text: str, usual: int) -> int:
    """A length within the bound that an asker sets. text: the bound, empty for none. usual: the length without a bound.

    The specification wants bounds kept, and does not say what to do with one that is no number. Guessing could break the asker's page, so it is refused.
    Raises ValueError, with words for the asker, for what is no whole number from 1 to 999,999,999.
    """
    if not text:
        return usual
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", text):
        raise ValueError("is no whole number of pixels from 1 to 999,999,999")
    return min(usual, int(text))


def rich(embed: Embed, library: Library, site: str, on: Date, width: int, height: int) -> Rich:
    """The values of a response. site: the address of our site, without a slash at its end. on: the day for which the embed is named.

    The HTML is a frame alone. WordPress takes most attributes from a provider that it does not know, and puts a sandbox of its own round the frame; it
    hides one that comes with a quotation until a script of its own kind answers.
    """
    name = title(embed, library, on)
    return {
        "type": "rich",
        "version": "1.0",
        "title": name,
        "provider_name": PROVIDER,
        "provider_url": f"{site}/",
        "cache_age": CACHE_AGE,
        "html": codes.iframe(embed, site, name, width, height),
        "width": width,
        "height": height,
    }


def as_xml(found: Rich) -> str:
    """The values as XML, by section 2.3.2."""
    root = ElementTree.Element("oembed")
    for name, value in found.items():
        ElementTree.SubElement(root, name).text = str(value)
    return f"{DECLARATION}\n{ElementTree.tostring(root, encoding='unicode')}\n"
