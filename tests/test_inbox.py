"""The way in over HTTP: who may do what, what is told where something is refused, and that what is hostile changes nothing."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.issues import ContentError, Issue
from publishing.access.tokens import Identity
from publishing.inbox import problems, reading
from publishing.inbox.problems import Problem
from publishing.refusals import Busy, Refused, TooMany, Unwritable
from tests.conftest import TODAY
from tests.inbox_callers import AHEAD, HOME, Caller, Desk, open_desk, told
from tests.miniature_content import BODY, fact, miniature, version, write
from tests.test_openapi import DOCUMENT, holds

HOURS = f"{HOME}/nmc/hours/{AHEAD}"


@pytest.fixture
def desk(tmp_path: Path, tableless: None) -> Desk:
    write(miniature(), tmp_path / "content")
    return open_desk(tmp_path)


# ---- the way of a page


def test_a_page_is_checked_submitted_seen_approved_and_released(desk: Desk) -> None:
    writer, editor = desk.caller(), desk.caller()
    before = desk.files()
    looked = writer("PUT", f"{HOURS}?dry_run=true", version("Hours ahead"))
    assert looked.status_code == 200
    found = looked.get_json()
    assert (found["releasable"], found["page"]["title"], found["difference"]["before"]) == (True, "Hours ahead", str(TODAY))
    assert found["impact"]["days"] == [AHEAD]
    assert desk.files() == before
    made = writer("PUT", HOURS, version("Hours ahead"))
    assert (made.status_code, made.headers["Location"], made.get_json()["state"]) == (201, HOURS, "submitted")
    assert made.headers["ETag"] == f'"{made.get_json()["etag"]}"'
    seen = editor("GET", HOURS)
    assert seen.headers["ETag"] == made.headers["ETag"] and seen.get_json()["submission"]["id"] == made.get_json()["id"]
    assert editor("GET", HOURS, Accept="text/markdown").data == version("Hours ahead")
    assert editor("GET", f"{HOURS}/difference").get_json()["difference"]["after"] == AHEAD
    assert editor("GET", f"{HOURS}/findings").get_json()["releasable"] is True
    done = editor("POST", f"{HOURS}/approval", If_Match=seen.headers["ETag"])
    assert (done.status_code, done.get_json()["state"]) == (200, "released")
    assert (desk.folder / "content" / "guidance" / "nmc" / "hours" / f"{AHEAD}.md").read_bytes() == version("Hours ahead")
    assert [(who, what) for who, what, _ in desk.audited()] == [(writer.token, "submitted"), (editor.token, "approved"), (editor.token, "released")]
    assert [request for *_, request in desk.audited()] == [made.headers["X-Request-ID"]] + [done.headers["X-Request-ID"]] * 2
    assert writer("GET", HOURS).get_json()["state"] == "released"
    for response in (looked, made, seen, done):
        assert response.headers["Cache-Control"] == "private, no-store" and response.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in response.headers


def test_evidence_comes_with_its_page(desk: Desk) -> None:
    page = version("With evidence", evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}")
    evidence = ('collection = "nmc"\n\n' + fact("NMC-04")).encode()
    writer = desk.caller()
    told(writer("PUT", HOURS, page), 422)
    made = writer.form(HOURS, page=page, evidence=evidence)
    assert made.status_code == 201, made.text
    assert set(made.get_json()["parts"]) == {"page", "evidence"}
    assert writer("GET", HOURS, Accept="text/markdown").data == page


def test_a_dry_run_with_errors_tells_all_of_them_and_the_rest(desk: Desk) -> None:
    broken = version("Hours", body=BODY.replace("/faq/how-many", "/faq/gone") + "\n## Twice {#how-many}\n\n<marquee>x</marquee>\n")
    before = desk.files()
    body = told(desk.caller()("PUT", f"{HOURS}?dry_run=true", broken), 422)
    wrong = [issue for issue in body["issues"] if issue["severity"] == "error"]
    assert len(wrong) > 1 and body["issues_count"] == len(body["issues"])
    assert {"path", "line", "column", "message", "remedy"} <= wrong[0].keys()
    assert f"guidance/nmc/hours/{AHEAD}.md" in {issue["path"] for issue in wrong}
    assert body["releasable"] is False and "impact" in body
    refused = told(desk.caller()("PUT", HOURS, broken), 422)
    assert [issue["message"] for issue in refused["issues"] if issue["severity"] == "error"] == [issue["message"] for issue in wrong]
    assert desk.files() == before


def test_a_page_is_withdrawn_and_brought_back(desk: Desk) -> None:
    writer, editor = desk.caller(), desk.caller()
    made = writer("POST", f"{HOME}/nmc/hours/withdrawal", {"date": "2027-02-01", "reason": "The rule has ended."})
    assert made.status_code == 422, "the fact has no home then"
    assert any("has no home" in issue["message"] for issue in told(made, 422)["issues"])
    assert editor.form(f"{HOME}/nmc/other/{TODAY}", page=version("Other", evidence="{how-many: [], what-counts: []}")).status_code in (201, 422)
    second = writer("PUT", HOURS, version("Two"))
    assert editor("POST", f"{HOURS}/approval", If_Match=second.headers["ETag"]).status_code == 200
    back = writer("POST", f"{HOME}/nmc/hours/restoration", {"version": str(TODAY), "date": "2027-03-01", "change": "The old wording again."})
    assert (back.status_code, back.headers["Location"]) == (201, f"{HOME}/nmc/hours/2027-03-01")
    text = editor("GET", back.headers["Location"], Accept="text/markdown").text
    assert "The old wording again." in text and "title: Hours\n" in text


def test_a_draft_is_taken_back(desk: Desk) -> None:
    writer = desk.caller()
    made = writer("PUT", HOURS, version("Hours ahead"))
    told(writer("DELETE", HOURS), 415)
    told(writer("DELETE", HOURS, {"reason": ""}), 422)
    told(writer("DELETE", f"{HOURS}?reason=Wrong", If_Match='"other"'), 412)
    gone = writer("DELETE", f"{HOURS}?reason=Wrong+day", If_Match=made.headers["ETag"])
    assert (gone.status_code, gone.get_json()["state"], gone.get_json()["history"][-1]["why"]) == (200, "withdrawn", "Wrong day")
    told(writer("DELETE", HOURS, {"reason": "Again"}), 409)
    assert writer("GET", HOURS).get_json()["state"] == "withdrawn"
    assert "ETag" not in writer("GET", HOURS).headers
    assert writer("PUT", HOURS, version("Another")).status_code == 201


def test_what_was_submitted_is_listed_for_its_regulator_alone(desk: Desk) -> None:
    writer, other = desk.caller(), desk.caller("context")
    made = writer("PUT", HOURS, version("Hours ahead")).get_json()
    assert writer("GET", HOME).get_json() == {"count": 1, "publications": [made]}
    assert writer("GET", f"{HOME}?state=submitted&regulator=nmc").get_json()["count"] == 1
    assert writer("GET", f"{HOME}?state=released").get_json()["count"] == writer("GET", f"{HOME}?regulator=faq").get_json()["count"] == 0
    assert other("GET", HOME).get_json()["count"] == 0
    told(writer("GET", f"{HOME}?state=nothing"), 400)
    told(writer("GET", f"{HOME}?colour=blue"), 400)


def secured() -> list[tuple[str, str]]:
    """Every address that needs a token, with its method, as described."""
    items = ((method, path, operation) for path, operations in DOCUMENT["paths"].items() for method, operation in operations.items())
    return [(method.upper(), path.format(regulator="nmc", slug="hours", stamp=AHEAD)) for method, path, operation in items if "security" in operation]


@pytest.mark.parametrize(("method", "path"), secured())
def test_every_address_wants_a_token_and_knows_its_parameters(desk: Desk, method: str, path: str) -> None:
    told(desk.app.test_client().open(path, method=method), 401)
    body = told(desk.caller()(method, f"{path}?colour=blue"), 400)
    assert "colour" in body["detail"] and "colour" not in body["mended"]


def test_answers_have_the_shapes_that_are_described(desk: Desk) -> None:
    writer, editor = desk.caller(), desk.caller()
    schemas = DOCUMENT["components"]["schemas"]
    made = writer("PUT", HOURS, version("Hours ahead"))
    for name, response in (
        ("Findings", writer("PUT", f"{HOURS}?dry_run=true", version("Hours ahead"))),
        ("Submission", made),
        ("Submissions", writer("GET", HOME)),
        ("Standing", writer("GET", HOURS)),
        ("Standing", writer("GET", f"{HOME}/nmc/hours/{TODAY}")),
        ("Compared", editor("GET", f"{HOURS}/difference")),
        ("Findings", editor("GET", f"{HOURS}/findings")),
        ("Submission", editor("POST", f"{HOURS}/approval", If_Match=made.headers["ETag"])),
    ):
        assert response.status_code < 300, response.text
        holds(schemas[name], response.get_json(), name)


# ---- who may


def test_without_a_good_token_nothing_is_told(desk: Desk) -> None:
    secret = desk.caller().secret
    for head in (
        "",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        f"Token {secret}",
        secret,
        "Bearer stay_0123456789_" + "a" * 43,
        f"Bearer {secret}x",
        "Bearer é",
        "Bearer " + "x" * 9_000,
    ):
        for method, path in (("GET", HOME), ("PUT", HOURS), ("GET", HOURS), ("POST", f"{HOURS}/approval"), ("DELETE", HOURS), ("GET", "/api/v1/reports")):
            response = desk.app.test_client().open(path, method=method, headers={"Authorization": head} if head else {})
            assert response.headers.get("WWW-Authenticate", "").startswith("Bearer ") or response.status_code == 429
            told(response, response.status_code if response.status_code == 429 else 401)
    assert desk.app.test_client().get(f"{HOME}?access_token={secret}").status_code in (401, 429)


def test_a_token_in_the_address_is_refused(desk: Desk) -> None:
    caller = desk.caller()
    assert caller.secret not in caller("GET", f"{HOME}?access_token={caller.secret}").text
    told(caller("GET", f"{HOME}?access_token={caller.secret}"), 400)


def test_too_many_failures_are_told_to_wait(desk: Desk) -> None:
    caller = desk.caller()
    wrong = f"{caller.secret[:-4]}AAAA"
    for _ in range(30):
        response = desk.app.test_client().get(HOME, headers={"Authorization": f"Bearer {wrong}"})
        if response.status_code == 429:
            break
        told(response, 401)
    told(response, 429)
    assert 0 < int(response.headers["Retry-After"]) <= 60


def test_scopes_and_the_second_person(desk: Desk) -> None:
    writer, editor, both = desk.caller("nmc", "submit"), desk.caller("nmc", "approve"), desk.caller()
    told(editor("PUT", HOURS, version("Hours ahead")), 403)
    tag = both("PUT", HOURS, version("Hours ahead")).headers["ETag"]
    told(writer("POST", f"{HOURS}/approval", If_Match=tag), 403)
    assert "Another token" in told(both("POST", f"{HOURS}/approval", If_Match=tag), 403)["title"]
    assert editor("POST", f"{HOURS}/approval", If_Match=tag).status_code == 200


def test_nothing_is_told_or_done_with_the_token_of_another_regulator(desk: Desk) -> None:
    writer, other = desk.caller(), desk.caller("context")
    tag = writer("PUT", HOURS, version("Hours ahead")).headers["ETag"]
    question = f"{HOME}/faq/how-many/{AHEAD}"
    faq = version("How many hours, then?", "faq", "{answer: [NMC-01]}", "You need 450 hours.\n")
    assert writer("PUT", question, faq).status_code == 201
    before = desk.files()
    for path in (HOURS, f"{HOME}/nmc/nothing/{AHEAD}", f"{HOME}/nmc/hours/{TODAY}", question, f"{HOME}/faq/how-many/{TODAY}", f"{HOME}/faq/nothing/{AHEAD}"):
        bodies = [
            told(other(method, f"{path}{tail}", data, **head), 404)
            for method, tail, data, head in (
                ("GET", "", None, {}),
                ("GET", "", None, {"Accept": "text/markdown"}),
                ("GET", "/difference", None, {}),
                ("GET", "/findings", None, {}),
                ("POST", "/approval", None, {"If_Match": tag}),
                ("DELETE", "", {"reason": "Mine now"}, {}),
            )
        ]
        assert len({(body["title"], body["detail"]) for body in bodies}) == 1, "what is there reads like what is not"
    for name in ("withdrawal", "restoration"):
        data = {"date": "2027-02-01", "reason": "Mine"} if name == "withdrawal" else {"date": "2027-02-01", "version": str(TODAY), "change": "Mine"}
        told(other("POST", f"{HOME}/nmc/hours/{name}", data), 404)
    assert {told(other("PUT", path, version("Mine")), 403)["title"] for path in (HOURS, f"{HOME}/nmc/nothing/{AHEAD}")} == {"This token may not do that"}
    told(other("PUT", f"{HOURS}?dry_run=true", version("Mine")), 403)
    assert other("PUT", question, faq).status_code in (403, 422)
    assert desk.files() == before


# ---- lost updates and repetition


def test_a_lost_update_is_refused(desk: Desk) -> None:
    writer, editor = desk.caller(), desk.caller()
    one = writer("PUT", HOURS, version("One"), If_None_Match="*")
    assert one.status_code == 201
    told(editor("PUT", HOURS, version("Two"), If_None_Match="*"), 412)
    told(editor("PUT", HOURS, version("Two")), 428)
    told(editor("PUT", HOURS, version("Two"), If_Match='"00"'), 412)
    two = editor("PUT", HOURS, version("Two"), If_Match=f'"00", {one.headers["ETag"]}')
    assert two.status_code == 201
    told(writer("PUT", HOURS, version("Three"), If_Match=one.headers["ETag"]), 412)
    told(writer("POST", f"{HOURS}/approval", If_Match=one.headers["ETag"]), 412)
    for condition in ({}, {"If_Match": "*"}):
        told(writer("POST", f"{HOURS}/approval", **condition), 428)
    for odd in ("W/" + one.headers["ETag"], one.headers["ETag"].strip('"'), "", '"a" "b"', '"a",'):
        told(writer("PUT", HOURS, version("Three"), If_Match=odd), 400)
    told(writer("PUT", HOURS, version("Three"), If_None_Match='"x"'), 400)
    assert writer("PUT", HOURS, version("Three"), If_Match="*").status_code == 201
    told(writer("PUT", f"{HOME}/nmc/hours/2027-05-05", version("Four"), If_Match="*"), 412)
    assert writer("GET", HOURS, If_None_Match=writer("GET", HOURS).headers["ETag"]).status_code == 304


def test_what_is_asked_twice_under_one_key_is_done_once(desk: Desk) -> None:
    writer, editor = desk.caller(), desk.caller()
    first = writer("PUT", HOURS, version("Hours ahead"), Idempotency_Key="one")
    again = writer("PUT", HOURS, version("Hours ahead"), Idempotency_Key="one")
    assert (again.status_code, again.get_json(), again.headers["ETag"]) == (first.status_code, first.get_json(), first.headers["ETag"])
    told(writer("PUT", HOURS, version("Another"), Idempotency_Key="one"), 409)
    told(writer("PUT", f"{HOURS}?announce=2026-12-01", version("Hours ahead"), Idempotency_Key="one"), 409)
    done = [editor("POST", f"{HOURS}/approval", If_Match=first.headers["ETag"], Idempotency_Key="two") for _ in range(2)]
    assert [response.status_code for response in done] == [200, 200] and done[0].get_json() == done[1].get_json()
    assert [what for _, what, _ in desk.audited()] == ["submitted", "approved", "released"]
    for odd in ("", " ", "x" * 201, "two words", "é"):
        told(writer("PUT", HOURS, version("Hours ahead"), Idempotency_Key=odd), 400)


def test_an_announcement_waits_in_the_desk(desk: Desk) -> None:
    writer, editor = desk.caller(), desk.caller()
    told(writer("PUT", f"{HOURS}?announce=2027-06-01", version("Hours ahead")), 422)
    told(writer("PUT", f"{HOURS}?announce=soon", version("Hours ahead")), 400)
    told(writer("PUT", f"{HOURS}?dry_run=perhaps", version("Hours ahead")), 400)
    made = writer("PUT", f"{HOURS}?announce=2026-12-24", version("Hours ahead"))
    done = editor("POST", f"{HOURS}/approval", If_Match=made.headers["ETag"])
    assert (done.get_json()["state"], done.get_json()["announce"]) == ("approved", "2026-12-24")
    assert "Hours ahead" not in desk.app.test_client().get("/api/v1/guidance/nmc/hours").text
    assert desk.app.test_client().get(f"/guidance/nmc/hours/{AHEAD}").status_code == 404


# ---- what cannot be taken

FORM = {"Content_Type": "multipart/form-data; boundary=x"}


def field(head: bytes, times: int = 1) -> bytes:
    """A form whose parts have this head after their disposition."""
    return (b"--x\r\nContent-Disposition: form-data; " + head + b"\r\n\r\nb\r\n") * times + b"--x--\r\n"


KINDS: list[tuple[str, bytes, dict[str, str], int]] = [
    ("no kind", b"x", {"Content_Type": ""}, 415),
    ("text", b"x", {"Content_Type": "text/plain"}, 415),
    ("JSON", b"{}", {"Content_Type": "application/json"}, 415),
    ("another encoding", b"x", {"Content_Type": "text/markdown; charset=latin-1"}, 415),
    ("compressed", b"x", {"Content_Encoding": "gzip"}, 415),
    ("too large a part", b"x" * (reading.MOST_BYTES + 1), {}, 413),
    ("too large a request", b"x" * 2_000_000, {}, 413),
    ("empty", b"", {}, 422),
    ("UTF-16", "Words".encode("utf-16"), {}, 422),
    ("NUL", version("Hours") + b"\0", {}, 422),
    ("a form without an end", b"--x\r\n", FORM, 422),
    ("a form without a boundary", b"--x\r\n", {"Content_Type": "multipart/form-data"}, 422),
    ("a hostile form", field(b'name="\xff\x00"; filename="a"'), FORM, 422),
    ("a field that is no file", field(b'name="page"'), FORM, 422),
    ("a part twice", field(b'name="page"; filename="a"', 2), FORM, 422),
    ("many parts", field(b'name="page"', 2_000), FORM, 413),
]


@pytest.mark.parametrize(("data", "head", "status"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
def test_what_cannot_be_taken_is_told_and_changes_nothing(desk: Desk, data: bytes, head: dict[str, str], status: int) -> None:
    before = desk.files()
    body = told(desk.caller()("PUT", HOURS, data, **head), status)
    assert body.get("remedy")
    assert desk.files() == before


ADDRESSES = [
    "nmc/Hours/2027-01-01", "nmc/hours/2027-13-01", "nmc/hours/soon", "nmc/hours/2027-01-01.1", "nmc/a--b/2027-01-01", "nmc/..%2f..%2fx/2027-01-01",
    "nmc/%00/2027-01-01", "nmc/%E2%80%AE/2027-01-01", f"nmc/{'x' * 5_000}/2027-01-01", "nmc/hours/9999-12-31", "moon/hours/2027-01-01",
    "NMC/hours/2027-01-01",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_none_is_told(desk: Desk, address: str) -> None:
    before, writer = desk.files(), desk.caller()
    assert writer("PUT", f"{HOME}/{address}", version("Hours")).status_code in (403, 404, 422)
    assert writer("PUT", f"{HOME}/{address}?dry_run=true", version("Hours")).status_code in (403, 404, 422)
    assert writer("GET", f"{HOME}/{address}").status_code == 404
    assert desk.files() == before


DATED = b'{"date": "2027-01-01", "reason": '
BODIES = [
    b"", b"{", b"[]", b"null", b'"x"', b"[" * 100_000, b"\xff\xfe", b'{"reason": "x"}', b'{"date": 5, "reason": "x"}', DATED + b'"x", "date": "2027-01-02"}',
    DATED + b'""}', DATED + b'"a\\nb"}', DATED + b'"\\ud800"}', DATED + b'"x", "more": 1}', DATED + b'"' + b"x" * 501 + b'"}', DATED + b'"\\u202e"}',
]  # fmt: skip


@pytest.mark.parametrize("data", BODIES, ids=[repr(data[:40]) for data in BODIES])
def test_a_json_body_is_read_strictly(desk: Desk, data: bytes) -> None:
    before, writer = desk.files(), desk.caller()
    for path in (f"{HOME}/nmc/hours/withdrawal", f"{HOME}/nmc/hours/restoration", "/api/v1/reports"):
        response = writer("POST", path, data, Content_Type="application/json")
        body = told(response, response.status_code)
        assert response.status_code == (422 if "issues" in body else 400)
        assert {issue["path"] for issue in body.get("issues", [])} <= {reading.BODY}, "it came as far as the desk"
    assert desk.files() == before


NAMELESS = b'--X\r\nContent-Disposition: form-data; filename="x"\r\n\r\n' + version("Hours ahead") + b"\r\n--X--\r\n"


def test_a_part_without_a_name_is_told(desk: Desk) -> None:
    found = told(desk.caller()("PUT", HOURS, NAMELESS, Content_Type="multipart/form-data; boundary=X"), 422)
    assert found["detail"] == "A part has no name."


@pytest.mark.parametrize("data", [b"", b"{", b"\xff"])
def test_a_damaged_sheet_is_told_and_keeps_nobody_else_waiting(desk: Desk, data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    writer, editor, other = desk.caller(), desk.caller(), desk.caller("context")
    lost = writer("PUT", HOURS, version("Lost")).get_json()["id"]
    kept = writer("PUT", f"{HOME}/nmc/hours/2027-02-01", version("Kept"), Idempotency_Key="one").get_json()
    folder = desk.folder / "instance" / "desk"
    (folder / "submissions" / f"{lost}.json").write_bytes(data)
    assert [item["id"] for item in editor("GET", HOME).get_json()["publications"]] == [kept["id"]]
    assert other("GET", HOME).get_json()["count"] == 0
    assert f"submissions/{lost}.json on the desk is damaged" in caplog.text
    desk.app.extensions["desk"].follow()
    with pytest.raises(Unwritable, match="damaged"):
        desk.app.extensions["desk"].find(lost, Identity("x", "x", "nmc", frozenset()))
    for path in (folder / "keys").iterdir():
        path.write_bytes(data)
    again = told(writer("PUT", f"{HOME}/nmc/hours/2027-02-01", version("Kept"), Idempotency_Key="one"), 503)
    assert "damaged" in again["detail"] and str(desk.folder) not in str(again)
    done = editor("POST", f"{HOME}/nmc/hours/2027-02-01/approval", If_Match=f'"{kept["etag"]}"', Idempotency_Key="two")
    assert done.get_json()["state"] == "released", done.text
    assert len(list((folder / "keys").iterdir())) == 1, "a key that is damaged is forgotten with the next act"


def test_every_refusal_has_a_status_of_its_own() -> None:
    kinds = {kind for kind in Refused.__subclasses__() if kind.__module__ == "publishing.refusals"}
    assert kinds <= {kind for kind, *_ in problems.STATUSES}
    for kind, status, _ in problems.STATUSES:
        error = TooMany(7) if kind is TooMany else Busy() if kind is Busy else kind("What.", "How.")
        assert problems.refused(error).status == status
    assert problems.refused(type("Odd", (Refused,), {})("What.", "How.")).status == 422


WILD = st.one_of(
    st.sampled_from(
        ["", "*", '"x"', "true", "2027-01-01", "Bearer", "application/json", "text/markdown", "multipart/form-data; boundary=x", "gzip", "0", "-1", "chunked"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60),
)
NAMES = (
    "Content-Type",
    "Accept",
    "If-Match",
    "If-None-Match",
    "Idempotency-Key",
    "Content-Encoding",
    "Range",
    "X-Request-ID",
    "Host",
    "Content-Length",
    "Origin",
)
PATHS = st.sampled_from(
    [
        HOME, HOURS, f"{HOURS}/approval", f"{HOURS}/difference", f"{HOURS}/findings", f"{HOME}/nmc/hours/withdrawal", f"{HOME}/nmc/hours/restoration",
        f"{HOME}/faq/how-many/{AHEAD}", f"{HOME}/context/hours/{AHEAD}", f"{HOME}/nmc/%00/%ff", "/api/v1/reports", f"{HOME}/a/b/c/d",
    ]
)  # fmt: skip
SENT = st.one_of(
    st.binary(max_size=300),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    st.text(max_size=200).map(lambda text: b"---\n" + text.encode("utf-8", "surrogatepass") + b"\n---\n"),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, tableless: None) -> tuple[Desk, Caller]:
    folder = tmp_path_factory.mktemp("inbox")
    write(miniature(), folder / "content")
    desk = open_desk(folder)
    return desk, desk.caller()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    method=st.sampled_from(["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"]),
    path=PATHS,
    query=st.dictionaries(st.sampled_from(["dry_run", "announce", "state", "regulator", "reason", "x", "utm_source"]), st.text(max_size=12), max_size=3),
    heads=st.dictionaries(st.sampled_from(NAMES), WILD, max_size=4),
    data=SENT,
    known=st.booleans(),
)
def test_nothing_wild_breaks_it(
    shared: tuple[Desk, Caller], method: str, path: str, query: dict[str, str], heads: dict[str, str], data: bytes, known: bool
) -> None:
    desk, caller = shared
    before = desk.files()
    heads = {**heads, "Authorization": f"Bearer {caller.secret}"} if known else heads
    response = caller.client.open(path, method=method, query_string=query, data=data, headers=heads)
    assert response.status_code < 500, response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if response.status_code >= 400:
        assert response.headers["Cache-Control"] == "private, no-store"
        assert method == "HEAD" or response.content_type == "application/problem+json" and response.get_json()["status"] == response.status_code
        assert caller.secret not in response.text
    assert desk.files() == before, "nothing wild is a good publication"


def test_a_flood_of_issues_is_counted_and_cut(desk: Desk) -> None:
    body = version("Hours", body="## One {#how-many}\n\n" + "".join(f"[a](/none/{number})\n\n" for number in range(1_500)))
    begun = time.process_time()
    refused = told(desk.caller()("PUT", HOURS, body), 422)
    assert len(refused["issues"]) == problems.MOST_ISSUES <= refused["issues_count"]
    assert time.process_time() - begun < 5


def test_a_problem_is_told_without_the_folders_of_the_machine() -> None:
    told_issues = problems.content(ContentError([Issue("/srv/site/content", 0, "x", "y"), Issue("guidance/a.md", 1, "x", "y")])).issues
    assert told_issues is not None and [issue.path for issue in told_issues] == ["content folder", "guidance/a.md"]
    assert isinstance(problems.content(ContentError([])), Problem)
