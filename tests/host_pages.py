"""Pages of other sites with our frames in them, as the browser tests open them: an intranet on its own https origin, and a stranger on a third one.

The intranet's pages are made here and answered by the browser itself; the frames come from the real site over HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Frame, Locator, Page, Route

from embedding.asked import Embed, Looks
from embedding.builder import codes

HOST = "https://intranet.example"
STRANGER = "https://stranger.example"
MESSAGE = "stay-registered:height"
LONGEST = 15
"""Seconds after which something that should come does not come, on a busy machine too."""

EMBEDS = {
    "question": Embed(ids=("nmc-chief-executive-stay-registered",), single=True),
    "other question": Embed(ids=("gphc-chief-executive",), single=True, looks=Looks(level=3, note="Ask HR first: <hr@trust.example>")),
    "list": Embed(filters={"regulator": "hcpc"}, most=4),
    "answer": Embed(answer=("nurse", "chief-executive")),
    "same question again": Embed(ids=("nmc-chief-executive-stay-registered",), single=True),
}
"""What an intranet's page may hold, by name: each kind of embed, and one of them twice."""
ATTRIBUTES = {
    "question": {"faq": "nmc-chief-executive-stay-registered"},
    "other question": {"faq": "gphc-chief-executive", "level": "3", "note": "Ask HR first: <hr@trust.example>"},
    "list": {"regulator": "hcpc", "max": "4"},
    "answer": {"answer": "nurse/chief-executive"},
    "same question again": {"faq": "nmc-chief-executive-stay-registered"},
}
"""The same, as attributes of the custom element."""


def whole(*parts: str, head: str = "") -> str:
    """A page of an intranet that holds parts, with a link before and after them."""
    held = "\n".join(parts)
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Our trust</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><main><h1>Your registration</h1><p><a href="#before" id="before">Before</a></p>
{held}
<p><a href="#after" id="after">After</a></p></main></body></html>"""


def script(site: str) -> str:
    """The tag of our script."""
    return f'<script async src="{site}{codes.SCRIPT}"></script>'


def early(site: str) -> str:
    """The same for the head of a page: it runs before the browser has read what elements hold."""
    return script(site).replace(" async", "")


def elements(site: str) -> str:
    """Every embed, as the builder's code for pages that may run our script."""
    return "\n".join(codes.element(embed, site, name) for name, embed in EMBEDS.items())


def bare_elements(site: str) -> str:
    """Every embed as an element that holds a link and no frame, and our script twice, as two codes on one page bring it."""
    made = []
    for name, attributes in ATTRIBUTES.items():
        said = " ".join(f'{key}="{value.replace("<", "&lt;")}"' for key, value in attributes.items())
        made.append(f'<stay-registered-faq {said}><p>See <a href="{site}{EMBEDS[name].address()}">{name}</a></p></stay-registered-faq>')
    return "\n".join([script(site), *made, script(site)])


def frames(site: str, sandbox: str | None = None) -> str:
    """Every embed as the builder's plain frame. sandbox: what the intranet makes of its permissions; None leaves them."""
    made = "\n".join(codes.iframe(embed, site, name) for name, embed in EMBEDS.items())
    return made if sandbox is None else made.replace(f'sandbox="{codes.SANDBOX}"', f'sandbox="{sandbox}"')


@dataclass
class Host:
    """A page of an intranet, open in a browser. asked: every address that was asked for. said: what stood on the console, and what was thrown."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def frame(self, number: int = 0) -> Frame:
        """The page in the frame of a number, from 0, as soon as there is one."""
        handle = self.page.locator("iframe").nth(number).element_handle()
        found = handle.content_frame()
        assert found is not None
        return found

    def frames(self) -> list[Frame]:
        """The pages in all frames, in the order of the page."""
        return [self.frame(number) for number in range(self.page.locator("iframe").count())]

    def boxes(self) -> list[Locator]:
        """The frames themselves, as the intranet's page holds them."""
        return self.page.locator("iframe").all()

    def loaded(self) -> list[Frame]:
        """The pages in all frames, once each has come, or has been refused."""
        self.until(lambda: all(frame.url not in ("", "about:blank") for frame in self.frames()), "each frame has a page")
        for frame in self.frames():
            frame.wait_for_load_state()
        return self.frames()

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds. Raises AssertionError, naming it, where it does not in time."""
        end = time.monotonic() + LONGEST
        while not holds():
            assert time.monotonic() < end, what
            self.page.wait_for_timeout(20)


@contextmanager
def opened(
    browser: Browser, html: str, *, width: int = 1000, height: int = 6000, scale: float = 1, scheme: str = "light", policy: str = "", blocked: str = ""
) -> Iterator[Host]:
    """A page of an intranet, opened and shut again. What a frame of ours asks for comes from the site, and never from the browser's store of another test.

    height: as high as all frames, so that none waits to be scrolled to. scheme: light, dark or forced. policy: the Content-Security-Policy of the intranet.
    blocked: addresses that its network refuses, as a glob.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if scheme == "forced" else "none",
    )
    context.set_default_timeout(LONGEST * 1000)
    context.grant_permissions(["local-network-access"], origin=HOST)  # the site of the tests stands on this machine, which Chromium guards since 2025
    page = context.new_page()
    host = Host(page)
    page.on("request", lambda request: host.asked.append(request.url))
    page.on("console", lambda message: host.said.append(message.text))
    page.on("pageerror", lambda error: host.said.append(str(error)))
    headers: Mapping[str, str] = {"Content-Security-Policy": policy} if policy else {}
    context.route(f"{HOST}/**", lambda route: route.fulfill(body=html, content_type="text/html", headers={**headers}))
    context.route(f"{STRANGER}/**", _strange)
    if blocked:
        context.route(blocked, lambda route: route.abort())
    page.goto(f"{HOST}/staff/registration")
    yield host
    context.close()


def _strange(route: Route) -> None:
    """A page of a third origin: an advertisement beside our frames, say."""
    route.fulfill(body="<!doctype html><title>Stranger</title><p>Buy</p>", content_type="text/html")
