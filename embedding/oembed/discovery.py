"""Discovery of oEmbed (oembed.com, section 4): what stands in the head of a page, so that a program which is given its address finds the embed of it. Pure."""

from __future__ import annotations

from urllib.parse import urlencode

KINDS = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
"""The media type of a link by the format that it leads to."""


def links(path: str, site: str) -> list[tuple[str, str]]:
    """Media type and address of each link for one of our pages. path: its path. site: the address of our site, empty where addresses are to be relative."""
    return [(kind, f"{site}/oembed?{urlencode({'format': name, 'url': f'{site}{path}'})}") for name, kind in KINDS.items()]
