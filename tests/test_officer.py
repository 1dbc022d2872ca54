"""The form under /publish: its door, writing, checking, submitting, approving, and that nobody loses what was typed."""

from __future__ import annotations

import datetime
import logging
from pathlib import Path
from typing import Any

import pytest

from publishing.officer.seals import Forged, Seals
from publishing.officer.writing.headings import anchored, sections
from tests.conftest import TODAY
from tests.inbox_callers import AHEAD, Desk, open_desk
from tests.miniature_content import BODY, PAGE, fact, miniature, version, write
from tests.officer_callers import OURS, Officer, officer

HOURS = "/publish/write?page=nmc/hours"
NEWS: dict[str, Any] = {"date": AHEAD, "change": "For nurses: 500 hours from 1 January 2027."}
MORE = BODY.replace("450 hours.", "500 hours.")


@pytest.fixture
def desk(tmp_path: Path, tableless: None) -> Desk:
    write(miniature(), tmp_path / "content")
    return open_desk(tmp_path)


@pytest.fixture
def writer(desk: Desk) -> Officer:
    return officer(desk)


def submitted(writer: Officer, **changes: str) -> Officer:
    """The page after a version was submitted."""
    return writer.open(HOURS).press("Check", **{**NEWS, "body": MORE, **changes}).press("Submit")


def identifier(seen: Officer) -> str:
    """The id of the submission that is open."""
    assert seen.answer is not None
    return seen.answer.request.path.split("/")[3]


# ---- the door


@pytest.mark.parametrize("path", ["/publish", "/publish/pages", HOURS, "/publish/reports", "/publish/life?page=nmc/hours", "/publish/submissions/0123456789ab"])
def test_whoever_has_not_signed_in_sees_the_door_and_then_what_was_asked_for(desk: Desk, path: str) -> None:
    somebody = officer(desk, signed_in=False).open(path, 403)
    assert "Sign in to publish" in somebody.text and somebody.answer is not None
    assert "Set-Cookie" not in somebody.answer.headers
    somebody.press("Sign in", 404 if "submissions" in path else 200, token=somebody.secret)
    assert somebody.answer.request.full_path.removesuffix("?") == path


def test_the_one_cookie_is_strict_and_for_this_part_alone(desk: Desk) -> None:
    somebody = officer(desk, signed_in=False)
    sent = {"token": somebody.secret, "next": "/publish"}
    plain = somebody.client.post("/publish/sign-in", data=sent, headers=OURS).headers["Set-Cookie"]
    secure = desk.app.test_client().post("/publish/sign-in", data=sent, headers=OURS, base_url="https://localhost").headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/publish", "SameSite=Strict", "Max-Age=28800"} <= set(plain.split("; ")) and "Secure" not in plain
    assert "Secure" in secure.split("; ")
    assert somebody.secret.split("_", 2)[2] not in plain
    for path in (
        "/",
        "/guidance",
        "/guidance/nmc/hours",
        "/faqs",
        "/search?q=hours",
        "/changes",
        "/healthz",
        "/api/v1/guidance",
        "/nothing",
    ):
        assert "Set-Cookie" not in somebody.client.get(path).headers, path


@pytest.mark.parametrize("onward", ["https://elsewhere.example/publish", "//elsewhere.example/publish", "/publishing", "/publish\\..\\x", "javascript:1", "/"])
def test_signing_in_leads_nowhere_else(desk: Desk, onward: str) -> None:
    somebody = officer(desk, signed_in=False)
    assert somebody.client.post("/publish/sign-in", data={"token": somebody.secret, "next": onward}, headers=OURS).location == "/publish"


def test_what_is_told_to_officers_is_kept_by_nobody_and_guarded_as_elsewhere(desk: Desk, writer: Officer) -> None:
    name = identifier(submitted(writer))
    policy = writer.client.get("/").headers["Content-Security-Policy"]
    for path in ("/publish", "/publish/pages", HOURS, "/publish/reports", "/publish/life?page=nmc/hours", f"/publish/submissions/{name}"):
        head = writer.client.get(path).headers
        assert (head["Cache-Control"], head["X-Robots-Tag"], head["Content-Security-Policy"]) == ("private, no-store", "noindex", policy), path
        assert "ETag" not in head


def test_wrong_tokens_are_told_counted_and_then_not_heard(desk: Desk) -> None:
    somebody = officer(desk, signed_in=False)
    wrong = somebody.secret[:-4] + "AAAA"
    for _ in range(10):
        somebody.open("/publish", 403).press("Sign in", 403, token=wrong)
        assert "This token is not known" in somebody.text and wrong not in str(somebody.page)
    somebody.press("Sign in", 429, token=wrong)
    assert somebody.answer is not None and int(somebody.answer.headers["Retry-After"]) > 0
    assert "Your desk" in somebody.press("Sign in", token=somebody.secret).text, "nobody can shut out whoever has the right one"


def test_a_revoked_token_ends_the_session_at_once(desk: Desk, writer: Officer) -> None:
    writer.open("/publish")
    desk.app.extensions["tokens"].revoke(writer.token)
    writer.open("/publish", 403)
    assert "was revoked" in writer.text
    assert writer.answer is not None and "Max-Age=0" in writer.answer.headers["Set-Cookie"]


def test_a_session_ends_after_a_working_day_and_by_signing_out(desk: Desk, writer: Officer) -> None:
    late = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=8, minutes=1)
    desk.app.config["NOW"] = lambda: late
    writer.open("/publish", 403)
    writer.press("Sign in", token=writer.secret).open("/publish").press("Sign out", 403)
    writer.open("/publish", 403)


def test_a_session_is_not_made_up(desk: Desk) -> None:
    somebody = officer(desk)
    forged = Seals(b"another key", lambda: datetime.datetime.now(datetime.UTC)).begin(somebody.token)[1]
    for text in (forged, "", "x.y", "W10.aaaa"):
        somebody.client.set_cookie("publishing", text, path="/publish")
        somebody.open("/publish", 403)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "none"}]
)
def test_forms_of_other_sites_do_nothing(desk: Desk, writer: Officer, headers: dict[str, str]) -> None:
    name = identifier(submitted(writer))
    form = writer.value("form")
    before = desk.files()
    assert writer.client.post(f"/publish/submissions/{name}/withdraw", data={"form": form, "reason": "Mistake."}, headers=headers).status_code == 403
    assert desk.files() == before


@pytest.mark.parametrize("secret", [None, "", "guess", "é"])
def test_forms_without_the_secret_of_the_session_do_nothing(desk: Desk, writer: Officer, secret: str | None) -> None:
    name = identifier(submitted(writer))
    before, data = desk.files(), {"reason": "Mistake."} | ({"form": secret} if secret is not None else {})
    for path in (f"/publish/submissions/{name}/withdraw", f"/publish/submissions/{name}/approve", "/publish/write", "/publish/life", "/publish/reports"):
        assert writer.client.post(path, data=data, headers=OURS).status_code == 403, path
        writer.sign_in()
    assert desk.files() == before


def test_a_token_is_told_to_nobody(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    somebody = officer(desk, signed_in=False)
    secret = somebody.secret.split("_", 2)[2]
    seen = [str(somebody.open("/publish", 403).press("Sign in", token=somebody.secret).page)]
    seen.append(str(submitted(somebody).page))
    assert secret not in "".join(seen) + caplog.text
    assert not any(secret.encode() in data for data in desk.files().values())


# ---- writing


def test_a_page_goes_from_the_form_to_readers(desk: Desk, writer: Officer) -> None:
    before = desk.files()
    writer.open(HOURS).press("Check", **NEWS, body=MORE, title="Hours of practice")
    assert desk.files() == before, "a check keeps nothing"
    for words in (
        "No errors",
        "Hours of practice from 1 January 2027",
        "450 end of removed",
        "500 end of added",
        "reading age",
        "What it touches",
        "How many hours?",
    ):
        assert words in writer.text.replace("[removed: ", ""), words
    writer.press("Submit")
    assert "Waits for approval" in writer.text and "A colleague with another token approves it" in writer.text
    assert writer.client.get(f"/guidance/nmc/hours/{AHEAD}").status_code == 404
    editor = officer(desk)
    assert "Hours, from 1 January 2027" in editor.open("/publish").text
    editor.open(f"/publish/submissions/{identifier(writer)}")
    assert "500 end of added" in editor.text and "How many hours?" in editor.text
    editor.press("Yes, approve")
    assert "Released" in editor.text
    data = (desk.folder / f"content/guidance/nmc/hours/{AHEAD}.md").read_text(encoding="utf-8")
    assert "You need 500 hours." in data and 'title: "Hours of practice"' in data and "{#how-many}" in data
    assert "You need 500 hours." in open_desk(desk.folder).app.test_client().get(f"/guidance/nmc/hours/{AHEAD}").text
    assert [(who, what) for who, what, _ in desk.audited()] == [(writer.token, "submitted"), (editor.token, "approved"), (editor.token, "released")]


FRESH: dict[str, Any] = {"date": AHEAD, "professions": ["nurse"], "roles": ["any"], "topics": ["hours"], "authority": "summary"}


def test_a_new_page_gets_its_address_and_anchors_by_itself(writer: Officer) -> None:
    told: dict[str, Any] = {"title": "Hours abroad", "summary": "What counts when you work abroad, and for how long.", "body": "How it counts\n\nIt counts.\n"}
    writer.open("/publish/write?new=guidance").press("Check", **FRESH, **told)
    assert "A page that is new" in writer.text
    writer.press("Back to the form")
    assert (writer.value("slug"), writer.value("body")) == ("hours-abroad", "## How it counts {#how-it-counts}\n\nIt counts.\n")
    writer.press("Check").press("Submit")
    assert "Hours abroad from 1 January 2027" in writer.text


def test_a_new_question_is_the_regulators_own_and_begins_with_its_answer(desk: Desk, writer: Officer) -> None:
    told: dict[str, Any] = {"title": "Do hours abroad count?", "summary": "They do, if you use your knowledge.", "body": "They count.\n", "source": ""}
    writer.open("/publish/write?new=faq").press("Check", **FRESH, **told)
    assert "On other sites, and first on the page: They count." in writer.text
    officer(desk).open(f"/publish/submissions/{identifier(writer.press('Submit'))}").press("Yes, approve")
    data = (desk.folder / f"content/faqs/do-hours-abroad-count/{AHEAD}.md").read_text(encoding="utf-8")
    assert "regulators: [nmc]" in data and "  answer: []" in data


def test_every_problem_is_told_at_once_at_its_field_and_nothing_is_lost(writer: Officer) -> None:
    body = "## How many {#how-many}\r\n\r\nSee [that](/faq/nowhere).\r\n\r\n## What counts {#what-counts}\r\n\r\nLeadership counts.\r\n<blink>\r\n"
    typed: dict[str, Any] = {"title": "", "change": "", "date": "", "next_check": "2026-11-01", "evidence__how-many": "NMC-99", "body": body}
    writer.open(HOURS).press("Check", 422, **typed, topics=[])
    told = writer.faults()
    assert {field for field, _ in told} >= {"#f-title", "#f-change", "#f-date", "#f-topics", "#f-body"}, told
    assert all(writer.page.find(id=field.removeprefix("#")) for field, _ in told if field)
    assert any("Text, line 8" in words and "blink" in words for _, words in told)
    assert writer.value("body") == body.replace("\r\n", "\n")
    assert (writer.value("title"), writer.value("evidence-how-many"), writer.value("next_check")) == ("", "NMC-99", "2026-11-01")
    writer.press("Check", 422, title="Hours", change="More.", date=AHEAD, topics=["hours"], body=body.replace("<blink>", ""))
    told = writer.faults()
    assert {"#f-next_check", "#f-evidence-how-many"} <= {field for field, _ in told}, told
    assert any("/faq/nowhere" in words and "Text, line 3" in words for _, words in told)


def test_what_is_typed_is_shown_as_text(writer: Officer) -> None:
    bad = '"><script>alert(1)</script>'
    writer.open(HOURS).press("Check", **NEWS, title=f"Hours {bad}", body=MORE)
    assert "<script>alert" not in str(writer.page) and "alert(1)" in writer.text
    assert writer.press("Back to the form").value("title") == f"Hours {bad}"


def test_a_section_that_goes_says_where_its_subject_is(desk: Desk, writer: Officer) -> None:
    body = MORE.replace("## What counts {#what-counts}", "## Leadership work {#leadership-work}")
    writer.open(HOURS).press("Check", 422, **NEWS, body=body)
    assert any("#what-counts" in words for _, words in writer.faults())
    told: dict[str, Any] = {"moved__what-counts": "leadership-work", "evidence__leadership-work": "NMC-02, NMC-03"}
    writer.press("Check", **told)
    assert "Leadership work Moved" in writer.text


def test_a_heading_without_its_mark_keeps_its_anchor(desk: Desk, writer: Officer) -> None:
    submitted(writer, body=MORE.replace(" {#how-many}", "").replace(" {#what-counts}", "") + "\n## What is next\n\nMore.\n")
    officer(desk).open(f"/publish/submissions/{identifier(writer)}").press("Yes, approve")
    data = (desk.folder / f"content/guidance/nmc/hours/{AHEAD}.md").read_text(encoding="utf-8")
    assert [line for line in data.splitlines() if line.startswith("## ")] == [
        "## How many {#how-many}", "## What counts {#what-counts}", "## What is next {#what-is-next}"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "known", "expected"),
    [
        ("## Fees\n\nText.", {}, [("fees", "Fees")]),
        ("# Fees\n\n## Late\n", {}, [("fees", "Fees"), ("late", "Late")]),
        ("## Fees\n\n## Fees\n", {}, [("fees", "Fees"), ("fees-2", "Fees")]),
        ("## Fees {#cost}\n\n## fees\n", {"Fees": "cost"}, [("cost", "Fees"), ("fees", "fees")]),
        ("## What’s “due”?\n", {}, [("whats-due", "What’s “due”?")]),
        ("## ???\n", {}, [("section", "???")]),
        ("```\n## Not one\n```\n## One\n", {}, [("one", "One")]),
        ("How much\n\nIt is £120 a year.\n\nWhen\n----\n\nOn 1 May.\n", {"When": "due"}, [("how-much", "How much"), ("due", "When")]),
        ("A sentence that stands alone.\n\nAnother one.\n", {}, []),
        ("## Fees ##\n", {}, [("fees", "Fees")]),
    ],
)
def test_headings_become_sections(body: str, known: dict[str, str], expected: list[tuple[str, str]]) -> None:
    settled = anchored(body, known)
    assert sections(settled) == expected
    assert anchored(settled, known) == settled


def test_a_pasted_list_becomes_one() -> None:
    assert "- hours\n- fees" in anchored("What counts\n\n• hours\n•\tfees\n", {})


def test_a_field_without_a_name_is_passed_over(desk: Desk, writer: Officer) -> None:
    form = writer.open(HOURS).page.select_one('form [name="form"]')
    assert form is not None
    data = f'--X\r\nContent-Disposition: form-data; name="form"\r\n\r\n{form["value"]}\r\n--X\r\nContent-Disposition: form-data\r\n\r\nx\r\n--X--\r\n'
    answer = writer.client.post("/publish/write", data=data.encode(), headers={**OURS, "Content-Type": "multipart/form-data; boundary=X"})
    assert answer.status_code == 422


def test_a_damaged_key_is_told_to_officers_and_reviewers(desk: Desk, writer: Officer) -> None:
    (desk.folder / "instance" / "desk" / "signing.key").write_bytes(b"short")
    for path in ("/publish", "/publish/preview/x"):
        answer = writer.client.get(path)
        assert answer.status_code == 503 and "Tell the operator" in answer.text and str(desk.folder) not in answer.text
    (desk.folder / "instance" / "desk" / "signing.key").unlink()
    assert "Your desk" in writer.open("/publish", 403).press("Sign in", token=writer.secret).text


def test_the_page_is_shown_as_readers_will_see_it(writer: Officer) -> None:
    writer.open(HOURS).press("See the page (new tab)", **NEWS, body=MORE)
    assert "Draft: not published" in writer.text and "You need 500 hours." in writer.text and "Evidence for “How many”" in writer.text


def test_typing_outlasts_the_session(desk: Desk, writer: Officer) -> None:
    writer.open(HOURS)
    writer.client.delete_cookie("publishing", path="/publish")
    writer.press("Check", 403, **NEWS, body=MORE)
    assert "What you typed is kept" in writer.text
    writer.press("Sign in", 403, token="stay_no")
    writer.press("Sign in", token=writer.secret)
    assert "No errors" in writer.text and "500 end of added" in writer.text
    writer.press("Submit")
    assert "Waits for approval" in writer.text


def test_what_was_to_be_done_without_a_session_is_not_done_by_signing_in(desk: Desk, writer: Officer) -> None:
    """A form of another site could have sent it: in browsers that do not say where a form comes from, nobody could tell."""
    writer.open(HOURS).press("Check", **NEWS, body=MORE).press("Submit")
    waiting = identifier(writer)
    approver = officer(desk)
    approver.open(f"/publish/submissions/{waiting}")
    approver.client.delete_cookie("publishing", path="/publish")
    approver.press("Yes, approve", 403)
    assert "goes on from there" not in approver.text
    approver.press("Sign in", token=approver.secret)
    assert not (desk.folder / f"content/guidance/nmc/hours/{AHEAD}.md").exists()
    assert "Your desk" in approver.text


def test_a_wording_that_was_to_be_submitted_without_a_session_is_shown_again_first(desk: Desk, writer: Officer) -> None:
    writer.open(HOURS).press("Check", **NEWS, body=MORE)
    writer.client.delete_cookie("publishing", path="/publish")
    writer.press("Submit", 403)
    writer.press("Sign in", token=writer.secret)
    assert "Waits for approval" not in writer.text and "500 end of added" in writer.text


# ---- whole files


def test_whole_files_are_pasted_or_uploaded_with_what_comes_with_them(desk: Desk, writer: Officer) -> None:
    facts = fact("NMC-01").replace("What NMC-01 says", "Another wording of it").encode()
    writer.open(f"{HOURS}&way=file").press("Check", files={"page_file": version("Hours in a file"), "evidence_file": facts}, date=AHEAD)
    assert "Hours in a file" in writer.text and "Facts of evidence" in writer.text
    writer.press("Submit")
    officer(desk).open(f"/publish/submissions/{identifier(writer)}").press("Yes, approve")
    assert (desk.folder / f"content/guidance/nmc/hours/{AHEAD}.md").read_bytes() == version("Hours in a file")
    assert (desk.folder / f"content/evidence/nmc/{AHEAD}-hours.toml").read_bytes() == facts


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("title: é".encode("latin-1"), "not UTF-8"),
        (b"no front matter", "front matter"),
        (version().replace(b"title: Hours", b"title: &a Hours"), "Anchors and aliases"),
        (version() + b"x" * 200_000, "200,000"),
    ],
)
def test_files_that_are_not_taken_are_told(writer: Officer, data: bytes, told: str) -> None:
    writer.open(f"{HOURS}&way=file").press("Check", 422, files={"page_file": data}, date=AHEAD)
    assert any(field == "#f-page" and told in words for field, words in writer.faults()), writer.faults()


def test_more_than_a_form_may_hold_is_told(writer: Officer) -> None:
    answer = writer.client.post("/publish/write", data=b"x" * 1_100_000, content_type="multipart/form-data; boundary=x", headers=OURS)
    assert answer.status_code == 413 and "what you typed is still there" in answer.text


# ---- two at once


def test_a_lost_update_is_told_with_both_wordings(desk: Desk) -> None:
    first, second = officer(desk), officer(desk)
    second.open(HOURS).press("Check", **NEWS, body=MORE)
    name = identifier(submitted(first, body=BODY.replace("450 hours.", "600 hours.")))
    second.press("Submit")
    assert "Nothing was submitted" in second.text and "600" in second.text and "500" in second.text
    assert "Waits for approval" in first.open(f"/publish/submissions/{name}").text
    second.press("Submit mine all the same")
    assert "Waits for approval" in second.text
    assert "Taken back" in first.open(f"/publish/submissions/{name}").text


def test_a_page_that_changed_meanwhile_is_shown_before_it_is_followed(desk: Desk) -> None:
    first, second, third = officer(desk), officer(desk), officer(desk)
    second.open(HOURS)
    third.open(f"/publish/submissions/{identifier(submitted(first, date='2026-12-01', body=BODY.replace('450 hours.', '600 hours.')))}").press("Yes, approve")
    second.press("Submit mine all the same" if "Submit mine" in second.text else "Check", **NEWS, body=MORE)
    assert "The page has changed since you opened this form" in second.text and "600" in second.text
    second.press("Submit mine all the same")
    assert "Waits for approval" in second.text


def test_a_submission_is_changed_in_the_form(desk: Desk, writer: Officer) -> None:
    name = identifier(submitted(writer))
    writer.open(f"/publish/write?submission={name}")
    assert (writer.value("change"), writer.value("date"), writer.value("body")) == (NEWS["change"], AHEAD, MORE)
    writer.press("Check", title="Hours, mended").press("Submit")
    assert "Waits for approval" in writer.text and identifier(writer) != name
    assert "Replaced by" in writer.open(f"/publish/submissions/{name}").text


def test_a_version_in_force_is_followed_by_one_of_the_same_day(desk: Desk, writer: Officer) -> None:
    submitted(writer, date=TODAY.isoformat())
    assert "2nd of that day" in writer.text


# ---- approving, taking back, links


def test_who_submitted_may_not_approve_and_some_tokens_never(desk: Desk, writer: Officer) -> None:
    name = identifier(submitted(writer))
    reader = officer(desk, "nmc", "submit").open(f"/publish/submissions/{name}")
    assert "Your token may not approve" in reader.text
    for somebody in (writer, reader):
        form = somebody.value("form")
        answer = somebody.client.post(f"/publish/submissions/{name}/approve", data={"form": form}, headers=OURS, follow_redirects=True)
        assert answer.status_code == 422 and "This was not done" in answer.text
    assert desk.app.extensions["desk"].find(name, desk.app.extensions["tokens"].holder(writer.token)).state == "submitted"


def test_nothing_of_another_regulator_is_seen(desk: Desk, writer: Officer) -> None:
    name = identifier(submitted(writer))
    other = officer(desk, "context")
    for path in (
        f"/publish/submissions/{name}",
        f"/publish/submissions/{name}/page",
        HOURS,
        f"/publish/write?submission={name}",
        "/publish/life?page=nmc/hours",
    ):
        other.open(path, 404)
    assert "Hours" not in other.open("/publish/pages").text and "Hours" not in other.open("/publish").text
    before = desk.files()
    data = {"form": other.value("form"), "reason": "Mine.", "collection": "nmc", "page": "nmc/hours", "slug": "hours", "date": AHEAD, "do": "submit"}
    for path in (f"/publish/submissions/{name}/approve", f"/publish/submissions/{name}/withdraw", f"/publish/submissions/{name}/link", "/publish/life"):
        assert other.client.post(path, data=data, headers=OURS).status_code == 404, path
    assert desk.files() == before


def test_a_submission_is_taken_back_with_a_reason(writer: Officer) -> None:
    submitted(writer).press("Take it back", 422, reason=" ")
    writer.press("Take it back", reason="A slip in the sum.")
    assert "It is taken back" in writer.text and "A slip in the sum." in writer.text


def test_a_page_is_withdrawn_and_an_older_version_restored(desk: Desk, writer: Officer) -> None:
    writer.open("/publish/life?page=nmc/hours").press("Submit the withdrawal", 422, date="", reason="Not asked any more.")
    assert [field for field, _ in writer.faults()] == ["#f-date"] and writer.value("reason") == "Not asked any more."
    writer.press("Submit the withdrawal", 422, date="2027-02-01")
    assert any("NMC-01 has no home on 2027-02-01" in words for _, words in writer.faults()), "facts that the page alone tells"
    assert (writer.value("date"), writer.value("reason")) == ("2027-02-01", "Not asked any more.")
    writer.open("/publish/life?page=faq/how-many").press("Submit the withdrawal", date="2027-02-01", reason="Not asked any more.")
    assert "Waits for approval" in writer.text and "The page ends on 1 February 2027. Not asked any more." in writer.text
    writer.press("Take it back", reason="Later.").open("/publish/life?page=nmc/hours")
    writer.press("Submit the restored version", again=AHEAD, change="The wording of 22 November 2026 holds again.")
    assert "Waits for approval" in writer.text and "from 1 January 2027" in writer.text


def test_a_link_shows_the_draft_to_somebody_without_a_token_until_its_end(desk: Desk, writer: Officer) -> None:
    link = submitted(writer).press("Make a link", days="1").page.find(id="s-link")["value"]  # type: ignore[index]
    reader = Officer(desk.app.test_client(), "", "").open(str(link))
    assert "Draft: not published" in reader.text and "500 end of added" in reader.text and "How many hours?" in reader.text
    assert reader.answer is not None
    assert (reader.answer.headers["Cache-Control"], reader.answer.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "Set-Cookie" not in reader.answer.headers and not reader.page.find_all("form", method="post")
    assert reader.open(f"{link}x", 404).open(str(link)[:-3] + "AAA", 404)
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1, seconds=5)
    desk.app.config["NOW"] = lambda: tomorrow
    assert "This link has ended" in reader.open(str(link), 410).text


@pytest.mark.parametrize(("end", "words"), [("back", "taken back"), ("changed", "Another wording"), ("released", "was published")])
def test_a_link_says_what_became_of_its_draft(desk: Desk, writer: Officer, end: str, words: str) -> None:
    link = str(submitted(writer).press("Make a link").page.find(id="s-link")["value"])  # type: ignore[index]
    if end == "back":
        writer.press("Take it back", reason="A slip.")
    elif end == "changed":
        writer.open(f"/publish/write?submission={identifier(writer)}").press("Check", title="Other hours").press("Submit")
    else:
        officer(desk).open(f"/publish/submissions/{identifier(writer)}").press("Yes, approve")
    reader = Officer(desk.app.test_client(), "", "").open(link, 410)
    assert words in reader.text and "500" not in reader.text


def test_seals_hold_no_longer_than_they_say() -> None:
    moment = [datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)]
    seals = Seals(b"k" * 32, lambda: moment[0])
    session, text = seals.begin("0123456789")
    link = seals.link("abc", "nmc", 7)
    assert seals.session(text) == session and session.owns(session.form) and not session.owns("")
    assert not seals.linked(link).over and seals.linked(link).submission == "abc"
    with pytest.raises(Forged):
        seals.linked(text)
    assert seals.session(link) is None, "a link is no session"
    moment[0] += datetime.timedelta(hours=8)
    assert seals.session(text) is None
    moment[0] += datetime.timedelta(days=7)
    assert seals.linked(link).over


def test_the_overview_tells_what_waits_and_what_is_due(desk: Desk, writer: Officer) -> None:
    name = identifier(submitted(writer))
    seen = writer.open("/publish")
    assert "Nothing waits for your approval" in seen.text and "Waits for a colleague" in seen.text
    assert "Waits for you" in officer(desk).open("/publish").text
    assert f"/publish/submissions/{name}" in str(seen.page)
    late = open_desk(desk.folder, "2027-02-10")
    assert "Due by 22 February 2027" in officer(late).open("/publish").text
    assert PAGE in desk.app.extensions["current"].release().files
