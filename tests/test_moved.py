"""Permanent addresses: what moved leads on for ever, what the list of it must hold, and no page is lost from one release to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from guidance.issues import ContentError, errors
from guidance.moved import PATH, Moved, last, read_moved
from publishing import checks, release
from publishing.checks import check
from publishing.permanence import promised
from publishing.release import Releases
from tests.altered_content import MOVED, over
from tests.conftest import ROOT, TODAY
from tests.miniature_content import PAGE, QUESTION, miniature, version, write

Files = dict[str, bytes]
PUBLISHED = ROOT / "tests" / "published_ids.txt"
REAL = [pytest.param(entry, "", id=entry.id) for entry in read_moved({PATH: (ROOT / "content" / PATH).read_bytes()})[0]]
ALTERED = [pytest.param(entry, day, id=f"{entry.id} {day}") for entry in read_moved({PATH: MOVED.encode()})[0] for day in ("2026-11-22", "2027-04-01")]


# ---- addresses


def page_of(name: str) -> str:
    """The address of a page, written here a second time."""
    return f"/{name}" if name.startswith("faq/") else f"/guidance/{name}"


WAYS = [
    ("", ""),
    ("?on=2026-12-31", "?on=2026-12-31"),
    ("/2026-11-22", ""),
    ("/2026-11-22.2?on=2026-12-31", "?on=2026-12-31"),
    ("/compare", "/compare"),
    ("/compare?from=2026-11-22&to=2027-01-01&on=2026-12-31", "/compare?on=2026-12-31"),
    ("/record", "/record"),
    ("/record?on=2026-11-22", "/record?on=2026-11-22"),
]
"""How an old address goes on after its slug, and how the one to which it leads does."""


@pytest.fixture
def reader(client: FlaskClient, request: pytest.FixtureRequest) -> Callable[[str], FlaskClient]:
    """A function that gives a reader of the altered site on a day, and of the real site for no day."""
    return lambda day: request.getfixturevalue("over_time")(day) if day else client


@pytest.mark.parametrize(("entry", "day"), [*REAL, *ALTERED])
def test_what_moved_leads_on_for_ever(reader: Callable[[str], FlaskClient], entry: Moved, day: str) -> None:
    site = reader(day)
    for twin in ("", "/api/v1"):
        for asked, leads in WAYS:
            response = site.get(f"{twin}{page_of(entry.id)}{asked}")
            assert (response.status_code, response.headers["Location"]) == (301, f"{twin}{page_of(entry.to)}{leads}")
            assert response.headers["Cache-Control"].startswith("public, max-age=60")
            assert not {"ETag", "Set-Cookie", "Last-Modified"} & {*response.headers.keys()}
            assert site.get(response.headers["Location"]).status_code == 200
    for feed in ("/changes", "/changes.atom", "/changes.json", "/api/v1/changes"):
        response = site.get(f"{feed}?page={entry.id}&regulator=nmc")
        assert (response.status_code, response.headers["Location"]) == (301, f"{feed}?page={entry.to.replace('/', '%2F')}&regulator=nmc")
        assert site.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(("entry", "day"), [item for item in (*REAL, *ALTERED) if str(item.id).startswith("faq/")])
def test_what_stands_on_other_sites_leads_on_too(reader: Callable[[str], FlaskClient], entry: Moved, day: str) -> None:
    site, (old, new) = reader(day), (name.removeprefix("faq/") for name in (entry.id, entry.to))
    response = site.get(f"/embed/v1/faq/{old}?theme=dark&note=Ask%20HR")
    assert (response.status_code, response.headers["Location"]) == (301, f"/embed/v1/faq/{new}?note=Ask%20HR&theme=dark")
    assert response.headers["Cache-Control"].startswith("public, max-age=60") and "X-Frame-Options" not in response.headers
    assert "From the owner of this page" in site.get(response.headers["Location"]).text
    assert f"http://localhost/faq/{new}" in site.get(f"/embed/v1/faqs?ids={old}").text or "Withdrawn on" in site.get(f"/embed/v1/faqs?ids={old}").text
    assert f"/embed/v1/faq/{new}&#34;" in site.get(f"/embed?ids={old}").text
    assert f"/embed/v1/faq/{new}" in site.get(f"/oembed?url=http://localhost/faq/{old}").get_json()["html"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/faq/nmc-yearly-fee?colour=red", 400),
        ("/faq/nmc-yearly-fee?on=tomorrow", 400),
        ("/faq/nmc-yearly-fee/none/none", 404),
        ("/faq/hours-of-practice", 404),
        ("/guidance/faq/nmc-yearly-fee", 404),
        ("/guidance/gmc/hours-of-practice", 404),
        ("/api/v1/guidance/faq/nmc-yearly-fee/record", 404),
    ],
)
def test_nothing_else_is_sent_on(over_time: Callable[[str], FlaskClient], address: str, status: int) -> None:
    response = over_time("2026-11-22").get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "private, no-store")


@pytest.mark.parametrize(("anchor", "leads"), [("answer", "/sections/answer"), ("nowhere", "")])
def test_a_section_leads_to_its_section_where_that_stands(over_time: Callable[[str], FlaskClient], anchor: str, leads: str) -> None:
    response = over_time("2026-11-22").get(f"/api/v1/faq/nmc-yearly-fee/sections/{anchor}?on=2026-12-31")
    assert (response.status_code, response.headers["Location"]) == (301, f"/api/v1/faq/nmc-annual-fee{leads}?on=2026-12-31")


def test_a_tracking_name_is_dropped_on_the_way(over_time: Callable[[str], FlaskClient]) -> None:
    response = over_time("2026-11-22").get("/faq/nmc-yearly-fee?utm_source=staff&on=2026-12-31", follow_redirects=True)
    assert (response.status_code, response.request.full_path) == (200, "/faq/nmc-annual-fee?on=2026-12-31")


# ---- the list


ENTRY = '[[moved]]\nid = "{}"\nto = "{}"\nsince = 2026-11-22\nkind = "renamed"\nreason = "Plainer."\n'
RENAMED = ENTRY.format("faq/hours", "faq/how-many")


@pytest.fixture
def without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no tables."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))


@pytest.mark.usefixtures("without_tables")
@pytest.mark.parametrize(
    ("text", "line", "said", "remedy"),
    [
        pytest.param("", 0, "", "", id="none"),
        pytest.param("# Only words.\n", 0, "", "", id="words alone"),
        pytest.param(RENAMED, 0, "", "", id="sound"),
        pytest.param(ENTRY.format("nmc/old", "nmc/hours") + RENAMED, 0, "", "", id="two"),
        pytest.param(ENTRY.format("context/old", "nmc/hours"), 0, "", "", id="to another collection of guidance"),
        pytest.param(
            ENTRY.format("faq/old", "faq/none"), 2, "faq/old: `to` names faq/none, which does not exist.", "as faq/slug or collection/slug", id="to nothing"
        ),
        pytest.param(
            ENTRY.format("faq/how-many", "faq/how-many"), 2, "faq/how-many: there is a page with this id", "a slug that was never used", id="from a page"
        ),
        pytest.param(
            ENTRY.format("faq/old", "faq/hours") + RENAMED,
            2,
            "faq/old: `to` names faq/hours, which has moved itself.",
            'Write `to = "faq/how-many"`.',
            id="chain",
        ),
        pytest.param(
            "\n" + ENTRY.format("faq/a", "faq/b") + ENTRY.format("faq/b", "faq/a"),
            3,
            "faq/a: `to` names faq/b, which leads to no page.",
            "Name the page",
            id="circle",
        ),
        pytest.param(ENTRY.format("faq/a", "faq/a"), 2, "faq/a: `to` names faq/a, which leads to no page.", "Name the page", id="to itself"),
        pytest.param(
            ENTRY.format("faq/a", "faq/b") + ENTRY.format("faq/b", "faq/none"), 2, "faq/b, which leads to no page", "Name the page", id="chain to nothing"
        ),
        pytest.param(ENTRY.format("faq/old", "nmc/hours"), 2, "faq/old: `to` names nmc/hours: an FAQ leads to an FAQ", "withdraw it", id="question to page"),
        pytest.param(
            ENTRY.format("nmc/old", "faq/how-many"), 2, "nmc/old: `to` names faq/how-many: an FAQ leads to an FAQ", "withdraw it", id="page to question"
        ),
        pytest.param(RENAMED * 2, 2, "[[moved]] faq/hours: this id stands twice.", "its own id", id="twice"),
        pytest.param(RENAMED.replace("2026-11-22", '"soon"'), 4, "`since`: must be a date", "`since`", id="no date"),
        pytest.param(RENAMED.replace("renamed", "lost"), 5, "`kind`", "`kind`", id="another kind"),
        pytest.param(RENAMED.replace("faq/hours", "/faq/hours"), 2, "`id`", "`id`", id="an address for an id"),
        pytest.param(RENAMED.replace('reason = "Plainer."\n', ""), 2, "`reason`: this key is missing.", "Add `reason`", id="no reason"),
    ],
)
def test_the_list_is_checked(text: str, line: int, said: str, remedy: str) -> None:
    found = errors(check({**miniature(), PATH: text.encode()}, TODAY).issues)
    assert bool(found) == bool(said), found
    told = [issue for issue in found if issue.path == PATH and issue.line == line and said in issue.message and remedy in issue.remedy]
    assert told or not said, found


@pytest.mark.usefixtures("without_tables")
@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (PAGE, "(/faq/how-many)", "(/faq/hours)", "#how-many: the link /faq/hours leads to faq/hours, which has moved: it is faq/how-many now."),
        (
            PAGE,
            "(/faq/how-many)",
            "(/faq/hours/2026-11-22#answer)",
            "the link /faq/hours/2026-11-22#answer leads to faq/hours, which has moved: it is faq/how-many now.",
        ),
        (
            QUESTION,
            "nmc/hours#how-many",
            "nmc/old#how-many",
            "#answer: the link /guidance/nmc/old#how-many leads to nmc/old, which has moved: it is nmc/hours now.",
        ),
        (
            PAGE,
            "evidence:",
            "withdrawn: {date: 2027-01-01, reason: x, successor: faq/hours}\nevidence:",
            "The successor faq/hours has moved: it is faq/how-many now.",
        ),
        (PAGE, "evidence:", "moved: {more: nmc/old#how-many}\nevidence:", "`moved`: more leads to nmc/old#how-many, which has moved: it is nmc/hours now."),
    ],
)
def test_what_names_an_id_that_moved_is_told_the_new_one(path: str, old: str, new: str, said: str) -> None:
    files = {**miniature(), PATH: (RENAMED + ENTRY.format("nmc/old", "nmc/hours")).encode()}
    assert not errors(check(files, TODAY).issues)
    files[path] = files[path].replace(old.encode(), new.encode(), 1)
    found = errors(check(files, TODAY).issues)
    assert [issue.path for issue in found if said in issue.message] == [path], found


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], "faq/a"),
        ([("faq/b", "faq/c")], "faq/a"),
        ([("faq/a", "faq/b")], "faq/b"),
        ([("faq/a", "faq/b"), ("faq/b", "nmc/c")], "nmc/c"),
        ([("faq/a", "faq/a")], ""),
        ([("faq/a", "faq/b"), ("faq/b", "faq/a")], ""),
        ([("faq/a", "faq/b"), ("faq/b", "faq/c"), ("faq/c", "faq/b")], ""),
    ],
)
def test_the_end_of_a_way(pairs: list[tuple[str, str]], expected: str) -> None:
    entries, _ = read_moved({PATH: "".join(ENTRY.format(*pair) for pair in pairs).encode()})
    assert last({entry.id: entry for entry in entries}, "faq/a") == expected


# ---- nothing vanishes


@pytest.fixture
def releases(tmp_path: Path, without_tables: None) -> Releases:
    """Releases of miniature content, the first in use."""
    found = Releases(tmp_path / "instance")
    found.make(miniature(), TODAY)
    return found


LOST = miniature(**{QUESTION.replace("/", "__").replace(".md", "_dot_md"): None})
LOST[PAGE] = version(body=LOST[PAGE].decode().split("---\n")[2].replace("[the question](/faq/how-many)", "the questions"))
NEW = "faqs/hours-asked/2026-11-22.md"
RENAMING = {**LOST, NEW: miniature()[QUESTION], PATH: ENTRY.format("faq/how-many", "faq/hours-asked").encode()}


@pytest.mark.parametrize("take", ["make", "prepare"])
@pytest.mark.parametrize(
    ("files", "lost"),
    [
        pytest.param(LOST, "faqs/how-many", id="a question that is gone"),
        pytest.param({**LOST, NEW: miniature()[QUESTION]}, "faqs/how-many", id="renamed in silence"),
        pytest.param(RENAMING, "", id="renamed"),
        pytest.param(miniature(**{"faqs__more__2026-11-22_dot_md": miniature()[QUESTION]}), "", id="one more"),
    ],
)
def test_a_release_that_loses_a_page_is_refused(releases: Releases, files: Files, lost: str, take: str) -> None:
    before = releases.current()
    door = getattr(releases, take)
    if not lost:
        assert door(files, TODAY) == releases.name_of(files)
        return
    with pytest.raises(ContentError) as caught:
        door(files, TODAY)
    [issue] = caught.value.issues
    assert (issue.path, issue.message.split()[0]) == (lost, "faq/how-many")
    assert "`withdrawn`" in issue.remedy
    assert PATH in issue.remedy
    assert releases.current() == before
    assert not (releases.folder / releases.name_of(files)).exists()


@pytest.mark.parametrize("take", ["make", "prepare"])
def test_an_entry_is_never_taken_out(releases: Releases, take: str) -> None:
    releases.make(RENAMING, TODAY)
    with pytest.raises(ContentError, match="faq/how-many has an address that people and intranets keep"):
        getattr(releases, take)({**RENAMING, PATH: b""}, TODAY)


@pytest.mark.parametrize("take", ["make", "prepare"])
def test_going_back_to_an_older_release_loses_no_page_either(releases: Releases, take: str) -> None:
    more = {**miniature(), "faqs/more/2026-11-22.md": miniature()[QUESTION]}
    releases.make(more, TODAY)
    with pytest.raises(ContentError, match="faq/more has an address"):
        getattr(releases, take)(miniature(), TODAY)
    assert releases.current() == releases.name_of(more)


@pytest.mark.parametrize(("path", "kept"), [("roles.toml", b"chief-executive"), ("topics.toml", b"hours"), ("regulators.toml", b"nmc")])
def test_an_entry_that_others_name_keeps_its_id(releases: Releases, path: str, kept: bytes) -> None:
    files = miniature()
    assert b'id = "' + kept + b'"' in files[path]
    with pytest.raises(ContentError) as caught:
        releases.make({**files, path: files[path].replace(b'id = "' + kept + b'"', b'id = "' + kept + b'-two"')}, TODAY)
    assert f"{kept.decode()} is gone" in [issue for issue in caught.value.issues if issue.path == path][0].message


def test_a_notice_of_the_contract_is_never_taken_back(releases: Releases) -> None:
    notice = b'[[notice]]\nid = "one"\ndate = 2026-11-22\nof = "api/v1"\nkind = "added"\nsays = "More."\n'
    releases.make({**miniature(), "contract.toml": notice}, TODAY)
    with pytest.raises(ContentError, match="one is gone"):
        releases.make({**miniature(), "contract.toml": b""}, TODAY)


def test_other_faults_are_told_beside_it(releases: Releases) -> None:
    with pytest.raises(ContentError) as caught:
        releases.make({**LOST, PAGE: miniature()[PAGE]}, TODAY)
    assert [issue.path for issue in caught.value.issues] == ["faqs/how-many", PAGE]


def test_who_has_shown_nothing_has_promised_nothing(releases: Releases) -> None:
    releases.pointer.unlink()
    assert releases.make(LOST, TODAY) == releases.current()


def test_what_was_shown_under_an_old_id_stays_on_record(releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "build_tables", lambda _: ({}, []))
    write(RENAMING, tmp_path / "content")
    reader = over(tmp_path, "2026-11-22").test_client()
    assert reader.get("/faq/how-many").headers["Location"] == "/faq/hours-asked"
    [shown] = reader.get("/api/v1/faq/how-many/record").get_json()["stood"]
    assert (shown["version"], shown["shown_until"] is not None) == ("2026-11-22", True)
    assert reader.get("/faq/how-many/record?on=2026-11-22").status_code == 200


def test_every_published_id_stays_for_ever(content_files: Files) -> None:
    kept, listed = promised(content_files), PUBLISHED.read_text(encoding="ascii").split()
    gone = sorted({*listed} - kept)
    assert not gone, f"{gone} were published: keep each page (withdraw it if it must go), or name its successor in content/{PATH}"
    fresh = sorted(kept - {*listed})
    assert not fresh, f"publishing a page is a promise to keep its address for ever: add the lines {fresh} to tests/{PUBLISHED.name}"
    assert listed == sorted(listed)
