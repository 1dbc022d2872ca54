"""Frames and the custom element in a real Chromium, in pages of another origin: heights, forged messages, sandboxes, keyboard, axe, requests, storage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from embedding import asked
from embedding.builder import codes
from embedding.routes import ELEMENT
from tests import host_pages
from tests.chromium import ARGUMENTS, CHROMIUM, NEEDS_CHROMIUM, faults
from tests.host_pages import ATTRIBUTES, EMBEDS, HOST, MESSAGE, STRANGER, Host, opened, whole

pytestmark = NEEDS_CHROMIUM
ITS_HOST_HAS = "page-has-heading-one"
"""The rule of axe that does not fit a frame: its first heading stands below those of the page that holds it, which has the heading of level one."""
NOT_AS_SEEN = "color-contrast"
"""The rule of axe that does not fit forced colours: it reads the fill of letters, which Chromium tells as it was before it forced the colours."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as on a desktop, where scroll bars take room: playwright hides them unless told otherwise."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, ignore_default_args=["--hide-scrollbars"])
        yield started
        started.close()


def fits(frame: Frame) -> bool:
    """Whether a frame is as high as what it holds to the pixel, with no scroll bar in either direction."""
    height, inner, wide, room = frame.evaluate(
        """() => { const root = document.documentElement;
          return [Math.ceil(root.getBoundingClientRect().height), innerHeight, root.scrollWidth - root.clientWidth, innerWidth - root.clientWidth]; }"""
    )
    return (height, wide, room) == (inner, 0, 0)


def all_fit(host: Host) -> None:
    host.until(lambda: all(fits(frame) for frame in host.frames()), "every frame is as high as what it holds")


def sizes(host: Host) -> list[float]:
    """How high each frame is in the page that holds it."""
    return [float(box.evaluate("node => node.getBoundingClientRect().height")) for box in host.boxes()]


def toggle(frame: Frame) -> None:
    """Open or close the first details of a frame. Not by a click on a place: while frames above change their heights, places move."""
    frame.locator("summary:visible").first.press("Enter")


def open_all(frame: Frame) -> None:
    frame.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


@pytest.mark.parametrize("make", [host_pages.elements, host_pages.bare_elements])
def test_heights_follow_what_frames_hold(browser: Browser, address: str, make: object) -> None:
    assert callable(make)
    with opened(browser, whole(make(address))) as host:
        all_fit(host)
        closed = sizes(host)
        assert closed[0] == closed[-1], "the same question twice"
        assert len({*closed}) == len(EMBEDS) - 1
        for frame in host.frames():
            toggle(frame)
        all_fit(host)
        longer = sizes(host)
        assert all(after > before for before, after in zip(closed, longer, strict=True))
        for frame in host.frames():
            toggle(frame)
        host.until(lambda: sizes(host) == closed, "what is closed again is as high as before")
        host.page.set_viewport_size({"width": 320, "height": 6000})
        host.until(lambda: all(after > before for before, after in zip(closed, sizes(host), strict=True)), "narrower is higher")
        all_fit(host)
        assert host.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert host.said == []


@pytest.mark.parametrize(("width", "scale"), [(320, 4), (800, 1.1), (800, 0.9)])
def test_heights_follow_when_zoomed(browser: Browser, address: str, width: int, scale: float) -> None:
    with opened(browser, whole(host_pages.elements(address)), width=width, scale=scale) as host:  # 320 at 4: 1280 pixels at 400 %
        all_fit(host)
        toggle(host.frame())
        all_fit(host)
        assert host.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_script_that_comes_late_learns_the_heights(browser: Browser, address: str) -> None:
    html = whole(host_pages.elements(address)).replace("<script async src=", "<link data-later=")
    with opened(browser, html) as host:
        host.loaded()
        assert sizes(host) == [600] * len(EMBEDS)
        host.page.add_script_tag(url=f"{address}/embed/v1/element.js")
        all_fit(host)


def test_a_frame_far_down_is_asked_for_when_it_is_reached_and_fits_then(browser: Browser, address: str) -> None:
    html = whole('<div style="height: 9000px"></div>', host_pages.elements(address))
    with opened(browser, html, height=700) as host:
        host.page.wait_for_timeout(150)
        assert [url for url in host.asked if "/embed/v1/" in url] == [f"{address}/embed/v1/element.js"]
        for box in host.boxes():
            box.scroll_into_view_if_needed()
        host.loaded()
        all_fit(host)


def test_a_frame_far_down_that_is_loaded_at_once_fits_before_it_is_reached(browser: Browser, address: str) -> None:
    held = host_pages.elements(address).replace('loading="lazy"', "")
    with opened(browser, whole('<div style="height: 9000px"></div>', held, head=host_pages.early(address)), height=700) as host:
        host.loaded()
        host.until(lambda: all(size not in (600, 601) for size in sizes(host)), "Chromium paints nothing that is out of sight, but the message comes")
        far = sizes(host)
        host.boxes()[-1].scroll_into_view_if_needed()
        host.until(lambda: fits(host.frame(len(far) - 1)), "the last one fits")
        assert sizes(host) == far, "nothing moves when it comes into sight"


def test_elements_that_a_script_puts_in_later_are_followed(browser: Browser, address: str) -> None:
    with opened(browser, whole(host_pages.script(address))) as host:
        host.page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", host_pages.elements(address))
        host.page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", host_pages.bare_elements(address))
        assert len(host.loaded()) == 2 * len(EMBEDS)
        all_fit(host)


def test_a_frame_with_a_border_inside_its_box_fits(browser: Browser, address: str) -> None:
    head = "<style>*{box-sizing:border-box} iframe{border:7px solid!important}</style>"
    with opened(browser, whole(host_pages.elements(address), head=head)) as host:
        all_fit(host)


def test_the_message_is_the_contract_and_is_sent_once_for_each_height(browser: Browser, address: str) -> None:
    head = "<script>said = []; addEventListener('message', event => said.push([event.origin, event.data]))</script>"
    frame = host_pages.frames(address, "allow-scripts allow-same-origin").split("\n")[0]
    with opened(browser, whole(frame, head=head)) as host:
        heights = []
        for _ in range(3):
            host.until(lambda: host.page.evaluate("said.length > 0"), "a message comes")
            host.page.wait_for_timeout(150)
            said = host.page.evaluate("said.splice(0)")
            height = host.frame().evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)")
            assert said == [[address, {"type": MESSAGE, "version": 1, "height": height}]]
            heights.append(height)
            toggle(host.frame())
        assert heights[0] == heights[2] < heights[1]


FALSE = {
    "not a number": "NaN",
    "less than nothing": "-1",
    "nothing": "0",
    "next to nothing": "0.5",
    "huge": "20001",
    "endless": "Infinity",
    "text": "'900'",
    "list": "[900]",
    "null": "null",
    "missing": "undefined",
    "large number": "900n",
    "object": "new Number(900)",
}
"""Heights that are none."""


def tell(sender: Page | Frame, height: str = "900", shape: str = f"type: '{MESSAGE}', version: 1") -> None:
    sender.evaluate(f"() => (window.parent === window ? window : window.parent).postMessage({{{shape}, height: {height}}}, '*')")


@pytest.fixture
def guarded(browser: Browser, address: str) -> Iterator[Host]:
    """A page with one element and its frame, then a frame of ours that no element holds, then a stranger's frame.

    The element has followed its frame, in which a page of our origin stands now that tells nothing: a real one would set a false height right at once.
    """
    element, loose = host_pages.elements(address).split("\n")[0], host_pages.frames(address, "allow-scripts allow-same-origin").split("\n")[0]
    with opened(browser, whole(element, loose, f'<iframe src="{STRANGER}/"></iframe>', host_pages.script(address))) as host:
        host.until(lambda: fits(host.frame()), "the frame in the element fits")
        host.frame().goto(f"{address}/embed/v1/element.js")
        yield host


def unmoved(host: Host, before: list[float]) -> None:
    host.page.wait_for_timeout(60)
    assert sizes(host) == before


@pytest.mark.parametrize("number", [None, 1, 2], ids=["the page itself", "a frame of ours outside the element", "a stranger's frame"])
def test_a_message_from_another_window_changes_nothing(guarded: Host, number: int | None) -> None:
    before = sizes(guarded)
    tell(guarded.page if number is None else guarded.frame(number))
    unmoved(guarded, before)


def test_a_message_of_the_wrong_shape_changes_nothing_and_a_right_one_does(guarded: Host) -> None:
    before, frame = sizes(guarded), guarded.frame()
    for height in FALSE.values():
        tell(frame, height)
    for shape in ("type: 'height', version: 1", f"type: '{MESSAGE}', version: 2", f"type: '{MESSAGE}'", "version: 1"):
        tell(frame, shape=shape)
    frame.evaluate("() => [null, 900, 'stay-registered:height', undefined, []].forEach(data => parent.postMessage(data, '*'))")
    unmoved(guarded, before)
    tell(frame, "899.2")
    guarded.until(lambda: sizes(guarded) == [900, *before[1:]], "the same window is heard")
    tell(frame, "1")
    guarded.until(lambda: sizes(guarded) == [80, *before[1:]], "never lower than 80 pixels")
    assert guarded.said == []


def test_a_message_from_another_origin_in_the_right_window_changes_nothing(guarded: Host) -> None:
    before = sizes(guarded)
    guarded.frame().goto(f"{STRANGER}/")
    assert guarded.boxes()[0].evaluate("node => node.src").endswith(EMBEDS["question"].address())
    tell(guarded.frame())
    unmoved(guarded, before)


def test_a_frame_without_an_origin_is_not_believed(browser: Browser, address: str) -> None:
    html = whole(host_pages.elements(address).replace(" allow-same-origin", ""))
    with opened(browser, html) as host:
        host.loaded()
        host.page.wait_for_timeout(150)
        assert all(600 <= size <= 601 for size in sizes(host))


def test_ten_lines_of_an_owner_do_what_our_script_does_and_believe_nobody_else(browser: Browser, address: str) -> None:
    own = codes.listener(address)
    assert own.count("\n") == 9
    frames = host_pages.frames(address, codes.SANDBOX_OF_ELEMENT)
    with opened(browser, whole(own, frames, f'<iframe src="{STRANGER}/" height="77"></iframe>')) as host:
        ours = host.frames()[:-1]
        host.until(lambda: all(fits(frame) for frame in ours), "every frame of ours is as high as what it holds")
        before = sizes(host)
        tell(host.frame(len(ours)))
        tell(host.page)
        for height in ("NaN", "0", "20001", "'900'"):
            tell(ours[0], height)
        unmoved(host, before)
        assert host.said == []


def test_one_listener_serves_all_elements_and_goes_with_the_last(browser: Browser, address: str) -> None:
    counting = """<script>heard = 0;
      for (const [name, step] of [['addEventListener', 1], ['removeEventListener', -1]]) {
        const plain = window[name];
        window[name] = function (type, ...rest) { if (type === 'message') heard += step; return plain.call(window, type, ...rest); };
      }</script>"""
    with opened(browser, whole(host_pages.bare_elements(address), head=counting)) as host:
        all_fit(host)
        assert host.page.evaluate("heard") == 1
        host.page.evaluate("document.querySelectorAll('stay-registered-faq').forEach((node, place) => place && node.remove())")
        assert host.page.evaluate("heard") == 1
        host.page.evaluate("gone = document.querySelector('stay-registered-faq'); gone.remove()")
        assert host.page.evaluate("heard") == 0
        host.page.evaluate("document.querySelector('main').append(gone)")
        all_fit(host)
        assert host.said == []


ADDRESSES: dict[str, tuple[str, str | None]] = {
    "a name with a slash": ('faq="a/b"', "/embed/v1/faq/a%2Fb"),
    "a name that would ask for more": ('faq="a?theme=dark#b"', "/embed/v1/faq/a%3Ftheme%3Ddark%23b"),
    "a name that leads up": ('faq=".."', "/embed/v1/"),
    "an answer that leads out": ('answer="../../../publish"', None),
    "chosen ones": ('faqs="a,b c" max="3" theme="plain"', "/embed/v1/faqs?ids=a,b%20c&theme=plain"),
    "nothing that chooses": ('theme="dark" note="only"', None),
    "empty": ('faq="" role=" "', None),
    "a note with markup": ('faq="a" note="1 + 1 &amp; <b>&quot;"', "/embed/v1/faq/a?note=1%20%2B%201%20%26%20%3Cb%3E%22"),
}
"""What stands in an element, and the address of the frame that it makes of it."""


def test_attributes_make_the_address_that_the_site_would_make(browser: Browser, address: str) -> None:
    bare = "".join(f"<stay-registered-faq {said}><a href='/x'>A link</a></stay-registered-faq>" for said, _ in ADDRESSES.values())
    html = whole(host_pages.bare_elements(address), bare)
    with opened(browser, html, blocked=f"{address}/embed/v1/[!e]*") as host:
        made = host.page.evaluate("[...document.querySelectorAll('stay-registered-faq')].map(node => (node.shadowRoot.querySelector('iframe') || {}).src)")
    expected = [EMBEDS[name].address() for name in ATTRIBUTES] + [path for _, path in ADDRESSES.values()]
    assert made == [path and address + path for path in expected]


def test_a_frame_that_it_makes_has_a_name_and_no_more_rights_than_it_needs(browser: Browser, address: str) -> None:
    link = "<stay-registered-faq faq='gphc-chief-executive'><p>See <a href='/x'> A pharmacist </a></p></stay-registered-faq>"
    label = "<stay-registered-faq faq='gphc-chief-executive' label='For pharmacists'><a href='/x'>A link</a></stay-registered-faq>"
    neither = "<stay-registered-faq faq='gphc-chief-executive'></stay-registered-faq>"
    with opened(browser, whole(link, label, neither, head=host_pages.early(address))) as host:
        assert len(host.boxes()) == 3
        all_fit(host)
        told = [box.evaluate("node => [node.title, node.loading, node.referrerPolicy, [...node.sandbox].sort().join(' ')]") for box in host.boxes()]
        rights = "allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts"
        names = ["A pharmacist", "For pharmacists", "Stay Registered: questions and answers"]
        assert told == [[name, "lazy", "no-referrer", rights] for name in names]


STRANGE = [f"{STRANGER}/embed/v1/faq/gphc-chief-executive", "javascript:'<p>x'", "about:blank", "{site}/faq/gphc-chief-executive"]
"""Addresses of frames that are not ours: another origin, none at all, and a page of ours that is no frame."""


def test_only_frames_of_ours_are_taken_over(browser: Browser, address: str) -> None:
    inner = [f'<iframe src="{source.format(site=address)}" class="strange"></iframe>' for source in STRANGE]
    held = [f'<stay-registered-faq faq="gphc-chief-executive">{frame}</stay-registered-faq>' for frame in inner]
    with opened(browser, whole(*held, host_pages.script(address))) as host:
        made = host.page.locator("iframe:not(.strange)")
        expect(made).to_have_count(len(STRANGE))
        for place, strange in enumerate(host.page.locator(".strange").all()):
            handle = made.nth(place).element_handle().content_frame()
            assert handle is not None
            host.until(lambda: fits(handle), "the frame that it makes is followed")  # noqa: B023
            assert strange.get_attribute("slot") is None
            expect(strange).to_be_hidden()


def test_changed_attributes_renew_the_frame_and_leave_no_step_to_go_back(browser: Browser, address: str) -> None:
    html = whole('<stay-registered-faq faq="gphc-chief-executive"><a href="/x">A link</a></stay-registered-faq>', host_pages.script(address))
    with opened(browser, html) as host:
        link = host.page.get_by_role("link", name="A link")
        all_fit(host)
        expect(link).to_be_hidden()
        steps = host.page.evaluate("history.length")
        assert host.page.evaluate("""() => {
          const element = document.querySelector('stay-registered-faq');
          element.setAttribute('faq', 'nmc-how-many-hours');
          return element.querySelector('a').checkVisibility();
        }"""), "the link stands in until the other frame has come"
        host.until(lambda: host.frame().url == f"{address}/embed/v1/faq/nmc-how-many-hours", "the other question is shown")
        all_fit(host)
        expect(link).to_be_hidden()
        assert host.page.evaluate("history.length") == steps
        host.page.evaluate("document.querySelector('stay-registered-faq').removeAttribute('faq')")
        expect(link).to_be_visible()
        assert host.boxes() == []


REFUSALS = {
    "the intranet's policy": ("script-src *; frame-src 'none'", ""),
    "the network": ("", "**/embed/v1/faq/**"),
    "the network, for all of it": ("", "**/embed/v1/**"),
}
"""Who may refuse a frame: the policy that the intranet's page sends, and addresses that its network does not let through."""


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_frame_that_is_refused_leaves_the_link(browser: Browser, address: str, refusal: str) -> None:
    policy, blocked = REFUSALS[refusal]
    link = f'<a href="{address}/faq/gphc-chief-executive">Read it there</a>'
    inside = f'<iframe src="{address}/embed/v1/faq/gphc-chief-executive" title="Pharmacist" height="300"></iframe>'
    html = whole(
        f"<stay-registered-faq>{inside}{link}</stay-registered-faq>",
        f'<stay-registered-faq faq="gphc-chief-executive">{link}</stay-registered-faq>',
        host_pages.script(address),
    )
    with opened(browser, html, policy=policy, blocked=blocked) as host:
        assert {frame.url for frame in host.loaded()} == {"chrome-error://chromewebdata/"}
        host.page.wait_for_timeout(100)
        assert [each.is_visible() for each in host.page.get_by_role("link", name="Read it there").all()] == [True, True]


def test_a_page_that_allows_our_host_alone_needs_nothing_else(browser: Browser, address: str) -> None:
    policy = f"default-src 'none'; script-src {address}; frame-src {address}"
    with opened(browser, whole(host_pages.bare_elements(address)), policy=policy) as host:
        all_fit(host)
        assert host.said == []


NAMESAKES = '<img name="currentScript" src="https://stranger.example/embed/v1/x"><img name="readyState"><a id="customElements"></a><form name="HOME"></form>'
"""What readers may leave in a comment under a page that takes names along: such things stand in place of what a script asks of the document."""


def test_what_readers_name_in_a_comment_leads_no_frame_elsewhere(browser: Browser, address: str) -> None:
    with opened(browser, whole(NAMESAKES, host_pages.bare_elements(address))) as host:
        host.loaded()
        assert [frame.url for frame in host.frames()] == [address + embed.address() for embed in EMBEDS.values()]
        all_fit(host)


@pytest.fixture(scope="module")
def texts(browser: Browser, address: str) -> list[str]:
    """What each embed says where everything is allowed."""
    with opened(browser, whole(host_pages.elements(address))) as host:
        return [frame.inner_text("body") for frame in host.loaded()]


@pytest.mark.parametrize("how", ["blocked", "copied"])
def test_where_our_script_does_not_run_the_frames_are_whole(browser: Browser, address: str, texts: list[str], how: str) -> None:
    html = whole(host_pages.elements(address))
    if how == "copied":
        html = html.replace("<script async src=", "<link data-was=") + f"<script>{ELEMENT.read_text(encoding='utf-8')}</script>"
    with opened(browser, html, policy="script-src 'none'" if how == "blocked" else "") as host:
        assert [frame.inner_text("body") for frame in host.loaded()] == texts
        assert sizes(host) == [600] * len(EMBEDS)
        assert how == "blocked" or "not as a module or a copy" in "".join(host.said)


def test_frames_are_whole_in_an_empty_sandbox(browser: Browser, address: str, texts: list[str]) -> None:
    head = "<script>said = 0; addEventListener('message', () => said += 1)</script>"
    with opened(browser, whole(host_pages.frames(address, sandbox=""), head=head)) as host:
        assert [frame.inner_text("body") for frame in host.loaded()] == texts
        for number, frame in enumerate(host.frames()):
            frame.locator("summary").first.focus()
            assert frame.locator("details").first.get_attribute("open") is None
            host.page.keyboard.press("Enter")
            host.until(lambda: frame.locator("details").first.get_attribute("open") is not None, f"frame {number} opens by keyboard")  # noqa: B023
            open_all(frame)
            said = frame.evaluate("document.body.innerText")
            assert [href for href in frame.evaluate("[...document.links].map(link => link.href)") if href not in said] == [], "addresses can be read"
        assert host.page.evaluate("said") == 0
        count = len(host.page.context.pages)
        host.frame().locator(".sr-origin a").first.click()
        host.page.wait_for_timeout(100)
        assert len(host.page.context.pages) == count and host.page.url.startswith(HOST)


def test_links_open_a_new_tab_that_cannot_reach_back(browser: Browser, address: str) -> None:
    with opened(browser, whole(host_pages.frames(address))) as host:
        for frame in host.loaded()[2:4]:
            with host.page.context.expect_page() as opening:
                frame.locator(".sr-origin a:visible").first.click()
            page = opening.value
            page.wait_for_load_state()
            assert page.url.startswith(address) and "/embed/" not in page.url
            assert page.evaluate("[window.opener, document.referrer]") == [None, ""]
            assert page.evaluate("localStorage.length") == 0, "it is an ordinary page: a sandboxed one would be refused this"
            page.close()
        assert host.page.url.startswith(HOST)


STOPS = "[...document.querySelectorAll('a, summary')].filter(each => each.checkVisibility())"
"""Where the keyboard should stop in a frame."""


def stop(host: Host, frames: list[Frame]) -> tuple[int, int]:
    """Where the keyboard is: in which frame, and at which of its stops; -1 where it is at none. It must be seen there."""
    place = host.page.evaluate("[...document.querySelectorAll('iframe')].indexOf(document.activeElement)")
    if place < 0:
        return -1, -1
    number, seen = frames[place].evaluate(f"() => [{STOPS}.indexOf(document.activeElement), getComputedStyle(document.activeElement).outlineStyle !== 'none']")
    assert number < 0 or seen, "focus is seen"
    return place, number


def test_the_keyboard_goes_through_frames_and_out_again_both_ways(browser: Browser, address: str) -> None:
    with opened(browser, whole(host_pages.elements(address))) as host:
        all_fit(host)
        frames = host.frames()
        wanted = [(place, number) for place, frame in enumerate(frames) for number in range(frame.evaluate(f"{STOPS}.length"))]
        for key, begin, end in (("Tab", "before", "after"), ("Shift+Tab", "after", "before")):
            host.page.focus(f"#{begin}")
            for expected in wanted if key == "Tab" else reversed(wanted):
                host.page.keyboard.press(key)
                host.until(lambda: stop(host, frames) == expected, f"{key} leads to {expected}")  # noqa: B023
            host.page.keyboard.press(key)
            host.until(lambda: host.page.evaluate("document.activeElement.id") == end, f"{key} leads out of the frames")  # noqa: B023


THEMES = [("light", "light", 320), ("dark", "light", 1280), ("auto", "dark", 320), ("plain", "dark", 1280), ("dark", "forced", 320)]
"""Theme of the frame, what the reader's device prefers, width."""
CHOSEN_BY_READER = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const known = ['CanvasText', 'LinkText', 'VisitedText', 'GrayText', 'ButtonText', 'MarkText'].map(name => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return [...document.body.querySelectorAll('*')].filter(node => !known.includes(getComputedStyle(node).color)).map(node => node.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize(("theme", "scheme", "width"), THEMES)
def test_axe_finds_nothing(browser: Browser, address: str, theme: str, scheme: str, width: int) -> None:
    paths = ["faq/nmc-chief-executive-stay-registered?note=Ask", "faqs?regulator=hcpc&max=3", "answer/doctor/medical-director", "faq/no-such-question"]
    made = [f'<iframe title="{path}" src="{address}/embed/v1/{path}{"&" if "?" in path else "?"}theme={theme}"></iframe>' for path in paths]
    held = [f"<stay-registered-faq>{frame}</stay-registered-faq>" for frame in made]
    without = [ITS_HOST_HAS, *([NOT_AS_SEEN] if scheme == "forced" else [])]
    with opened(browser, whole(*held, host_pages.script(address), head="<style>iframe{width:100%;border:0}</style>"), width=width, scheme=scheme) as host:
        for frame in host.loaded():
            open_all(frame)
        all_fit(host)
        assert [faults(frame, without) for frame in host.frames()] == [[]] * len(paths)
        assert scheme != "forced" or [frame.evaluate(CHOSEN_BY_READER) for frame in host.frames()] == [[]] * len(paths)
        assert faults(host.page) == []


def test_every_theme_has_a_ground_of_its_own(browser: Browser, address: str) -> None:
    made = [f'<iframe src="{address}{EMBEDS["question"].path}?theme={theme}"></iframe>' for theme in asked.THEMES]
    with opened(browser, whole(*made, head="<style>body{background:#111}</style>")) as host:
        grounds = [frame.evaluate("getComputedStyle(document.body).backgroundColor") for frame in host.loaded()]
        assert grounds == ["rgb(255, 255, 255)", "rgb(23, 21, 27)", "rgb(255, 255, 255)", "rgb(255, 255, 255)"], "the page behind does not shine through"


def test_a_frame_of_fixed_height_scrolls_inside_and_cuts_nothing(browser: Browser, address: str) -> None:
    with opened(browser, whole(host_pages.frames(address)), width=320) as host:
        for frame in host.loaded():
            open_all(frame)
            wide, room, over = frame.evaluate(
                """() => [document.documentElement.scrollWidth, document.documentElement.clientWidth,
                  [...document.body.querySelectorAll('*')].filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth).length]"""
            )
            assert wide <= room and over == 0
            foot = frame.evaluate(
                "() => { scrollTo(0, 1e6); const box = document.querySelector('.sr-foot').getBoundingClientRect(); return [box.top, box.bottom, innerHeight]; }"
            )
            assert 0 <= foot[0] < foot[1] <= foot[2] == 600
        assert host.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("make", [host_pages.elements, host_pages.bare_elements, host_pages.frames])
def test_nothing_is_asked_of_anybody_else_and_nothing_is_stored(browser: Browser, address: str, make: object) -> None:
    assert callable(make)
    with opened(browser, whole(make(address))) as host:
        for frame in host.loaded():
            open_all(frame)
        host.page.wait_for_timeout(150)
        expected = {f"{HOST}/staff/registration", *(address + embed.address() for embed in EMBEDS.values())}
        assert {*host.asked} - expected <= {f"{address}/embed/v1/element.js"}
        assert expected <= {*host.asked}
        assert host.page.context.cookies() == []
        assert host.page.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
        assert [frame.evaluate("origin === 'null' || document.cookie") for frame in host.frames()] in ([""] * len(EMBEDS), [True] * len(EMBEDS))
        assert make is host_pages.frames or host.said == [], "Chromium here refuses storage to frames: whoever tries is told so"


CLOSED = [
    "/", "/faq/gphc-chief-executive", "/faqs", "/answer", "/answer/nurse/chief-executive", "/search?q=hours", "/guidance/nmc/practice-hours", "/changes",
    "/rules/nmc", "/embed", "/about", "/publish", "/api/v1/answer?profession=nurse&role=chief-executive", "/healthz", "/nothing",
]  # fmt: skip
"""Addresses of everything but frames: each kind of page."""
OPEN = [
    "/embed/v1/faq/gphc-chief-executive",
    "/embed/v1/faq/no-such-question",
    "/embed/v1/faqs?regulator=nobody",
    "/embed/v1/answer/nurse/chair",
    "/embed/v1/nothing",
]


def test_only_frames_can_be_framed(browser: Browser, address: str) -> None:
    held = "".join(f'<iframe src="{address}{path}"></iframe>' for path in [*OPEN, *CLOSED])
    with opened(browser, whole(held)) as host:
        shown = {path: frame.url for path, frame in zip([*OPEN, *CLOSED], host.loaded(), strict=True)}
    assert {path: url for path, url in shown.items() if url != address + path} == dict.fromkeys(CLOSED, "chrome-error://chromewebdata/")
