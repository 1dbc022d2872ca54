"""The headers of responses: what each kind may load, who may frame it, who may read it, and for how long caches keep it. Pure."""

from __future__ import annotations

from embedding import policy
from embedding.data import sharing

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICIES = {"builder.build": {"Content-Security-Policy": f"{HEADERS['Content-Security-Policy']}; frame-src 'self'"}}
"""What differs for one page, by its endpoint: the builder shows a frame of ours."""
PUBLIC = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
PERSONAL = "private, no-store"


def headers(path: str, endpoint: str, method: str, ancestors: str) -> dict[str, str]:
    """The headers of a response, but for those that say how long it is kept.

    path, method: of the request, the path without its query. endpoint: what answered it, or empty. ancestors: who may frame frames (`policy.ancestors`).
    """
    own = policy.headers(ancestors) if policy.is_frame(path) else HEADERS | POLICIES.get(endpoint, {})
    return own | sharing.headers(path, method)
