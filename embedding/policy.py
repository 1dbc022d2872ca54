"""The headers of frames, and the style and script that stand inside them. Pure but for reading its own files once.

A frame is one response, so that it is whole in any sandbox and any cache: style and script are allowed by their hashes (Content Security Policy, level 3).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from embedding.asked import PATH

_FOLDER = Path(__file__).resolve().parent / "frame"
_SOURCE = r"https?:(?://(?:\*\.)?[a-z0-9.-]+(?::(?:\d{1,5}|\*))?)?"
"""A scheme, or a host with its scheme, as `frame-ancestors` takes it."""


@dataclass(frozen=True)
class Inline:
    """A style or script that stands inside a frame, and the source expression that allows it."""

    text: Markup
    allowed: str


def _inline(name: str) -> Inline:
    text = (_FOLDER / name).read_text(encoding="utf-8").strip()
    total = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Inline(Markup(text), f"'sha256-{total}'")


PLAIN, LOOK, HEIGHT = _inline("plain.css"), _inline("look.css"), _inline("height.js")
"""What every theme needs to be laid out; what all but the plain one look like; what tells the host how high the frame would be."""


def is_frame(path: str) -> bool:
    """Whether a path is one of frames: there alone other sites may frame us."""
    return path == PATH or path.startswith(f"{PATH}/")


def ancestors(text: str) -> str:
    """The hosts that may frame us, as the setting names them: schemes and hosts, parted by spaces; nothing means this site alone.

    Raises ValueError, with words for an operator, for anything else.
    """
    parts = text.split()
    for part in parts:
        if not re.fullmatch(_SOURCE, part):
            raise ValueError(f"STAY_FRAME_ANCESTORS holds {part!r}; write https: for every https host, or hosts such as https://*.trust.example.")
    return " ".join(("'self'", *parts))


def headers(allowed: str) -> dict[str, str]:
    """The headers of a frame, in place of those of pages. allowed: what `ancestors` gave."""
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src {PLAIN.allowed} {LOOK.allowed}; script-src {HEIGHT.allowed}; form-action 'none'; "
        f"base-uri 'none'; frame-ancestors {allowed}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
