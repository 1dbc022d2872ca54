"""The ways in which another site takes an embed: its plain address, a frame, a custom element round a frame, and a copy in plain HTML. Pure.

Each is a string of HTML, or an address, that an owner pastes; whatever stands in it is escaped here.
site: the address under which readers reach us, without a slash at its end, as https://stay.example.
"""

from __future__ import annotations

import json

from markupsafe import Markup

from embedding.asked import PATH, Embed

HEIGHT = 600
"""Pixels of a frame that cannot follow its content: an answer is of use in them, and what is longer scrolls inside."""
SCRIPT = f"{PATH}/element.js"
"""The path of the script of the custom element."""
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
"""What a frame may do: open a link in a new tab, as an ordinary page. It is complete without scripts, so they are not allowed."""
SANDBOX_OF_ELEMENT = f"{SANDBOX} allow-scripts allow-same-origin"
"""The element learns the height by a message, and checks from which origin it comes. Without allow-same-origin the frame's origin is opaque
("null" for every sandboxed page of the world, HTML standard, section "origin"), and could not be checked. Both together would let a frame lift its own
sandbox where it shares the origin of its host; ours stands on another."""


def plain(embed: Embed, site: str) -> str:
    """The address itself, for parts of a page that take an address."""
    return f"{site}{embed.address()}"


def iframe(embed: Embed, site: str, title: str, width: int | str = "100%", height: int = HEIGHT) -> str:
    """A frame that works without scripts. title: its accessible name. width: pixels, or a share as `100%`. height: pixels."""
    return str(_frame(embed, site, title, width, height, SANDBOX))


def element(embed: Embed, site: str, title: str) -> str:
    """The custom element round a complete frame, and the script that lets it follow its content. Without the script the frame stands at its usual height."""
    return str(
        Markup('<stay-registered-faq>{frame}</stay-registered-faq>\n<script async src="{script}"></script>').format(
            frame=_frame(embed, site, title, "100%", HEIGHT, SANDBOX_OF_ELEMENT), script=f"{site}{SCRIPT}"
        )
    )


def listener(site: str) -> str:
    """Ten lines for a page that runs scripts of its owner's alone: below them, frames that allow scripts and their origin follow their content.

    They hear the height message of the contract (docs/embedding.md) as the element does: from the window of a frame of the page, and from our origin.
    """
    origin = json.dumps(site).replace("<", "\\u003c")
    return f"""<script>
addEventListener("message", event => {{
  const said = event.data;
  if (event.origin !== {origin} || !said || said.type !== "stay-registered:height" || said.version !== 1) return;
  if (typeof said.height !== "number" || !(said.height >= 1 && said.height <= 20000)) return;
  for (const frame of document.querySelectorAll("iframe")) {{
    if (frame.contentWindow === event.source) frame.style.height = Math.ceil(said.height) + "px";
  }}
}});
</script>"""


def _frame(embed: Embed, site: str, title: str, width: int | str, height: int, sandbox: str) -> Markup:
    """A frame, as HTML that is well-formed XML too. Some systems take `style` away, and some policies forbid it: then `frameborder` keeps a border off."""
    return Markup(
        '<iframe src="{src}" title="{title}" width="{width}" height="{height}" frameborder="0" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="{sandbox}" style="border:0;max-width:100%"></iframe>'
    ).format(src=plain(embed, site), title=title, width=width, height=height, sandbox=sandbox)
