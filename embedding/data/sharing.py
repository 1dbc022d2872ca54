"""Which addresses the scripts of other sites may read, and the headers that say so (Fetch standard, CORS protocol). Pure.

Everything shared is public and the same for whoever asks, with no cookie behind it, so any origin may read it. Pages, and the ways in for officers, stay
as closed as they were. Which addresses they are is told by the path alone, so that errors there can be read as well.
"""

from __future__ import annotations

from embedding.asked import PATH

DATA = "/api/v1/"
CLOSED = ("/api/v1/publications", "/api/v1/reports")
"""Below these a token is needed."""
FILES = frozenset({"/changes.json", "/embed/v1/element.js", "/contract.atom", "/embed/links.csv", "/oembed", "/search/feed", "/sitemap.xml"})
SHEETS = ("/rules/", "/compare")
"""Where tables stand as CSV as well."""
FEED = "/changes.atom"
"""How the address of a feed of changes ends: that of the site, and those of embeds."""
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
"""What is answered to a browser that asks first, because a script wants to send a condition along."""


def is_shared(path: str) -> bool:
    """Whether scripts of other sites may read what stands at a path: JSON for everybody, feeds, lists and oEmbed."""
    if path.startswith(DATA):
        return not any(path == closed or path.startswith(f"{closed}/") for closed in CLOSED)
    return path in FILES or path == FEED or (path.startswith(f"{PATH}/") and path.endswith(FEED)) or (path.startswith(SHEETS) and path.endswith(".csv"))


def headers(path: str, method: str) -> dict[str, str]:
    """The headers that let other sites read a response, or none. path: that of the request, without its query. method: its method, such as GET."""
    if not is_shared(path):
        return {}
    return SHARED | PREFLIGHT if method == "OPTIONS" else SHARED
