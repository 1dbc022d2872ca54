"""The desk: what is submitted waits for another token, is released whole, and touches nothing but its regulator's own."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidance.issues import ContentError
from publishing import checks, release
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.desk.submission import Call, Submission
from publishing.refusals import Conflict, NeedsMatch, NotAllowed, NotFound, Refused, SamePerson
from tests.conftest import TODAY
from tests.miniature_content import BODY, PAGE, QUESTION, fact, version
from tests.miniature_desk import AHEAD, NMC_A, NMC_B, OTHER, Office, page

FILE = f"guidance/nmc/hours/{AHEAD}.md"
SUBMITS = Identity("dddddddddd", "Writers", "nmc", frozenset({"submit"}))
APPROVES = Identity("eeeeeeeeee", "Heads", "nmc", frozenset({"approve"}))


@pytest.fixture(autouse=True)
def no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no decision tables; all other checks are real."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    monkeypatch.setattr(release, "build_tables", lambda _: ({}, []))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path).open()


def audited(office: Office) -> list[tuple[str, str]]:
    assert office.ledger.audit.verify() == []
    return [(line.who, line.what) for line in office.ledger.audit.lines()]


def published(office: Office, publication: Publication, **more: Any) -> Submission:
    return office.desk.approve(office.desk.submit(publication, NMC_A, **more).id, NMC_B)


# ---- the way of a page


def test_a_page_goes_from_a_draft_to_a_release(office: Office) -> None:
    before, held = office.releases.current(), office.files()
    made = office.desk.submit(page(), NMC_A)
    assert (made.state, made.etag, made.who, made.label) == ("submitted", page().etag, NMC_A.token, NMC_A.label)
    assert office.files() == held and office.releases.current() == before, "a draft is not in the content"
    done = office.desk.approve(made.id, NMC_B)
    assert office.files() == {**held, FILE: version("Hours ahead")}
    assert (done.state, done.approved_by, done.released_at) == ("released", NMC_B.token, office.moment)
    assert done.release == office.releases.current() != before
    assert office.shown() == {"Hours", "Hours ahead"}
    assert [(event.what, event.who) for event in done.history] == [("submitted", NMC_A.token), ("approved", NMC_B.token), ("released", NMC_B.token)]
    assert office.desk.find(made.id, NMC_A) == done
    assert audited(office) == [(NMC_A.token, "submitted"), (NMC_B.token, "approved"), (NMC_B.token, "released")]
    last = office.ledger.audit.lines()[-1]
    assert (last.before, last.after) == (before, done.release)


def test_evidence_and_page_come_in_one_step(office: Office) -> None:
    evidence = ('collection = "nmc"\n\n' + fact("NMC-04")).encode()
    words = version("With evidence", evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}")
    with pytest.raises(ContentError, match="NMC-04 is not in the evidence"):
        office.desk.submit(Publication.of("nmc", "hours", AHEAD, page=words), NMC_A)
    today = version("Today", evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}")
    done = published(office, Publication.of("nmc", "hours", f"{TODAY}.2", page=today, evidence=evidence))
    assert office.files()[f"evidence/nmc/{TODAY}.2-hours.toml"] == evidence
    found = office.releases.open(done.release, TODAY)
    assert "NMC-04" in found.library.facts and office.shown() == {"Hours", "Today"}


def test_every_error_is_told_at_once_and_nothing_is_kept(office: Office) -> None:
    broken = Publication.of("nmc", "hours", AHEAD, page=version("Hours", body="## One {#one}\n\n[a](/none)\n"))
    with pytest.raises(ContentError) as told:
        office.desk.submit(broken, NMC_A)
    assert len({issue.message for issue in told.value.issues}) > 2
    assert office.desk.all(NMC_A) == [] and audited(office) == []


def test_a_dry_run_writes_nothing(office: Office) -> None:
    before = {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file() and "cache" not in path.parts}
    found = office.desk.check(page(), NMC_A)
    assert found.errors == [] and found.difference is not None
    assert (found.difference.before, found.difference.after) == (TODAY.isoformat(), AHEAD)
    assert found.as_dict()["releasable"] is True
    assert AHEAD in {item.stamp for item in found.checked.library.pages["nmc/hours"].versions}
    assert AHEAD not in {item.stamp for item in found.before.library.pages["nmc/hours"].versions}
    broken = office.desk.check(Publication.of("nmc", "hours", AHEAD, page=b"broken"), NMC_A)
    assert broken.errors and broken.difference is None and broken.as_dict()["releasable"] is False
    assert before == {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file() and "cache" not in path.parts}


def test_the_difference_is_against_the_version_that_it_follows(office: Office) -> None:
    made = office.desk.submit(Publication.of("nmc", "hours", AHEAD, page=version("Hours", body=BODY.replace("450 hours", "900 hours"))), NMC_A)
    found = office.desk.difference(made.id, NMC_B)
    assert found is not None
    assert [section.anchor for section in found.changed] == ["how-many"]
    assert ("new", "900") in found.changed[0].spans
    office.desk.approve(made.id, NMC_B)
    assert office.desk.difference(made.id, NMC_B) == found, "after its release too"


# ---- who may


def test_the_token_that_submitted_does_not_approve(office: Office) -> None:
    made = office.desk.submit(page(), NMC_A)
    with pytest.raises(SamePerson):
        office.desk.approve(made.id, NMC_A)
    assert office.desk.find(made.id, NMC_A).state == "submitted"


def test_one_person_may_do_where_the_operator_says_so(tmp_path: Path) -> None:
    office = Office(tmp_path, two_persons=False).open()
    assert office.desk.approve(office.desk.submit(page(), NMC_A).id, NMC_A).state == "released"


def test_scopes_are_kept(office: Office) -> None:
    with pytest.raises(NotAllowed, match="may not submit"):
        office.desk.submit(page(), APPROVES)
    made = office.desk.submit(page(), SUBMITS)
    with pytest.raises(NotAllowed, match="may not approve"):
        office.desk.approve(made.id, SUBMITS)
    assert office.desk.approve(made.id, APPROVES).state == "released"


OTHERS_ACTS: list[Callable[[Office, str], object]] = [
    lambda office, name: office.desk.approve(name, OTHER),
    lambda office, name: office.desk.withdraw(name, OTHER, "Mine now."),
    lambda office, name: office.desk.find(name, OTHER),
    lambda office, name: office.desk.difference(name, OTHER),
    lambda office, name: office.desk.publication(name, OTHER),
]


@pytest.mark.parametrize("act", OTHERS_ACTS, ids=["approve", "withdraw", "find", "difference", "publication"])
def test_a_draft_of_one_regulator_does_not_exist_for_another(office: Office, act: Callable[[Office, str], object]) -> None:
    made = office.desk.submit(page(), NMC_A)
    with pytest.raises(NotFound) as mine:
        act(office, made.id)
    with pytest.raises(NotFound) as none:
        act(office, "0" * 12)
    assert str(mine.value).replace(made.id, "") == str(none.value).replace("0" * 12, ""), "a refusal does not tell that there is something"
    assert office.desk.all(OTHER) == []
    assert office.desk.find(made.id, NMC_A) == made


OTHERS_PAGES: list[Callable[[Office], object]] = [
    lambda office: office.desk.submit(page(), OTHER),
    lambda office: office.desk.check(page(), OTHER),
    lambda office: office.desk.standing(page(), OTHER),
    lambda office: office.desk.retire("nmc/hours", OTHER, TODAY, "Gone."),
    lambda office: office.desk.restore("nmc/hours", TODAY.isoformat(), OTHER, TODAY, "Back."),
    lambda office: office.desk.submit(Publication.of("nmc", "x", AHEAD, evidence=b"x"), OTHER),
]


@pytest.mark.parametrize("act", OTHERS_PAGES, ids=["submit", "check", "standing", "retire", "restore", "evidence"])
def test_nothing_of_one_regulator_is_touched_with_anothers_token(office: Office, act: Callable[[Office], object]) -> None:
    with pytest.raises(NotAllowed):
        act(office)
    assert audited(office) == []


def faq(regulators: str, slug: str = "how-many") -> Publication:
    text = version("How many?", "faq", "{answer: [NMC-01]}", "You need 450 hours.\n").replace(b"regulators: [nmc]", f"regulators: {regulators}".encode())
    return Publication.of("faq", slug, AHEAD, page=text)


def test_an_faq_is_touched_only_by_the_regulator_of_which_alone_it_speaks(office: Office) -> None:
    assert published(office, faq("[nmc]")).state == "released"
    for who, publication in ((OTHER, faq("[nmc]", "another")), (NMC_A, faq("[nmc, context]", "another")), (NMC_A, faq("[context]", "another"))):
        with pytest.raises(NotAllowed, match="speaks of"):
            office.desk.submit(publication, who)
    with pytest.raises(NotAllowed, match="speaks of nmc"):
        office.desk.submit(faq("[context]"), OTHER, match="*")


def test_an_faq_of_several_is_not_taken_over(office: Office) -> None:
    shared = version("How many?", "faq", "{answer: [NMC-01]}", "You need 450 hours.\n").replace(b"regulators: [nmc]", b"regulators: [nmc, context]")
    (office.folder / "content" / QUESTION).write_bytes(shared)
    for act in (office.desk.submit, office.desk.check):
        with pytest.raises(NotAllowed, match="speaks of nmc, context in 2026-11-22"):
            act(faq("[nmc]"), NMC_A)


# ---- lost updates


def test_what_stands_there_is_replaced_only_by_who_has_seen_it(office: Office) -> None:
    assert office.desk.standing(page(), NMC_A) is None
    with pytest.raises(Conflict, match="nothing at this address any more"):
        office.desk.submit(page(), NMC_A, match="x")
    first = office.desk.submit(page("One"), NMC_A)
    there = office.desk.standing(page(), NMC_B)
    assert there is not None and (there.etag, there.submission, there.publication) == (first.etag, first, page("One"))
    with pytest.raises(NeedsMatch):
        office.desk.submit(page("Two"), NMC_B)
    with pytest.raises(Conflict, match="something at this address already"):
        office.desk.submit(page("Two"), NMC_B, create_only=True)
    second = office.desk.submit(page("Two"), NMC_B, match=first.etag)
    with pytest.raises(Conflict, match="changed since you looked"):
        office.desk.submit(page("Three"), NMC_A, match=first.etag)
    assert office.desk.find(first.id, NMC_A).state == "withdrawn"
    assert office.desk.find(first.id, NMC_A).history[-1].why == f"Replaced by {second.id}."
    with pytest.raises(Conflict, match="is withdrawn"):
        office.desk.approve(first.id, NMC_B)
    office.desk.approve(second.id, NMC_A)
    assert office.shown() == {"Hours", "Two"}
    held = office.desk.standing(page(), NMC_A)
    assert held is not None and (held.etag, held.submission) == (second.etag, None)
    third = office.desk.submit(page("Three"), NMC_A, match=held.etag)
    assert office.desk.approve(third.id, NMC_B).state == "released", "a version ahead may still change"
    assert office.shown() == {"Hours", "Three"}


def test_what_was_checked_against_another_page_is_not_approved(office: Office) -> None:
    """Both were looked at beside the version of today; the second must be looked at beside the first."""
    one, two = office.desk.submit(page("One"), NMC_A), office.desk.submit(page("Two", "2027-02-01"), NMC_A)
    office.desk.approve(one.id, NMC_B)
    with pytest.raises(Conflict, match="page has changed since this was submitted"):
        office.desk.approve(two.id, NMC_B)
    again = office.desk.submit(page("Two", "2027-02-01"), NMC_A, match=two.etag)
    assert office.desk.approve(again.id, NMC_B).state == "released"
    assert office.shown() == {"Hours", "One", "Two"}


def test_pages_that_do_not_meet_both_stand(office: Office) -> None:
    one, two = office.desk.submit(page(), NMC_A), office.desk.submit(faq("[nmc]"), NMC_A)
    assert office.desk.approve(two.id, NMC_B).state == office.desk.approve(one.id, NMC_B).state == "released"


def test_it_is_checked_again_when_it_is_approved(office: Office) -> None:
    made = office.desk.submit(Publication.of("nmc", "hours", AHEAD, page=version("Hours", body=BODY + "\n[x](/faq/how-many)\n")), NMC_A)
    gone = office.files()
    (office.folder / "content" / QUESTION).unlink()
    (office.folder / "content" / PAGE).write_bytes(gone[PAGE])
    with pytest.raises(ContentError, match="how-many"):
        office.desk.approve(made.id, NMC_B)
    assert office.desk.find(made.id, NMC_A).state == "submitted"
    assert FILE not in office.files()


def test_the_same_key_is_answered_once(office: Office) -> None:
    call = Call("r-1", "key", "digest")
    made = office.desk.submit(page(), NMC_A, call=call)
    assert office.desk.submit(page(), NMC_A, call=call) == made
    with pytest.raises(Conflict, match="used for something else"):
        office.desk.submit(page("Two"), NMC_A, call=Call("r-2", "key", "another"))
    assert office.desk.submit(faq("[nmc]"), NMC_B, call=Call("r-3", "key", "x")).address.startswith("faq/"), "keys belong to a token"
    done = office.desk.approve(made.id, NMC_B, Call("r-4", "approve", "a"))
    assert office.desk.approve(made.id, NMC_B, Call("r-5", "approve", "a")) == done
    assert len(audited(office)) == 4
    assert [line.request for line in office.ledger.audit.lines()] == ["r-1", "r-3", "r-4", "r-4"]


def test_a_key_is_forgotten_after_a_day(office: Office) -> None:
    made = office.desk.submit(page(), NMC_A, call=Call(key="key", digest="digest"))
    office.desk.withdraw(made.id, NMC_A, "No.")
    office.pass_time(hours=23)
    assert office.desk.submit(page(), NMC_A, call=Call(key="key", digest="digest")) == made
    office.pass_time(hours=1)
    assert office.desk.submit(page(), NMC_A, call=Call(key="key", digest="digest")).id != made.id
    assert len(list((office.folder / "desk" / "keys").iterdir())) == 1


# ---- what never changes


def put(office: Office, publication: Publication) -> Submission:
    there = office.desk.standing(publication, NMC_A)
    return published(office, publication, match=there.etag if there else None)


@pytest.mark.parametrize(
    "words",
    [version("Other title"), version(body=BODY.replace("450", "451")), version(evidence="{how-many: [NMC-01, NMC-02], what-counts: [NMC-03]}"),
         version(body=BODY.replace("how-many}", "much}"), evidence="{much: [NMC-01], what-counts: [NMC-02, NMC-03]}", more="moved: {how-many: much}\n")],
    ids=["title", "body", "evidence", "anchor"],
)  # fmt: skip
def test_a_version_in_force_never_changes_its_words_or_facts(office: Office, words: bytes) -> None:
    with pytest.raises(ContentError, match=r"never change.*2026-11-22\.2"):
        put(office, Publication.of("nmc", "hours", TODAY.isoformat(), page=words))
    assert office.files()[PAGE] == version()


@pytest.mark.parametrize(("old", "new"), [(b"checked: 2026-11-22", b"checked: 2026-11-23"), (b"next_check: 2027-02-22", b"next_check: 2027-03-22")])
def test_when_it_was_checked_may_be_told_of_a_version_in_force(office: Office, old: bytes, new: bytes) -> None:
    words = version().replace(old, new)
    assert put(office, Publication.of("nmc", "hours", TODAY.isoformat(), page=words)).state == "released"
    assert office.files()[PAGE] == words


def test_evidence_in_force_never_changes(office: Office) -> None:
    def of(words: str) -> Publication:
        data = ('collection = "nmc"\n\n' + fact("NMC-01").replace("What NMC-01 says.", words)).encode()
        return Publication.of("nmc", "hours", f"{TODAY}.2", evidence=data)

    put(office, of("Something else."))
    with pytest.raises(ContentError, match="never change"):
        put(office, of("A third thing."))


def test_nothing_slips_in_behind_what_is_in_force(office: Office) -> None:
    with pytest.raises(ContentError, match="the past never changes"):
        office.desk.submit(page(stamp="2026-01-01"), NMC_A)


def test_a_day_that_has_passed_is_warned_of(office: Office) -> None:
    made = office.desk.submit(page("Late", "2026-11-23"), NMC_A)
    office.pass_time(days=2)
    found = office.desk.check(page("Late", "2026-11-23"), NMC_A)
    assert found.errors == [] and any("Its day has passed" in issue.message for issue in found.issues)
    assert office.desk.approve(made.id, NMC_B).state == "released"


# ---- announced on a day


def test_what_is_announced_stays_in_the_desk_until_its_day(office: Office) -> None:
    before, held = office.releases.current(), office.files()
    day = datetime.date(2026, 12, 1)
    made = office.desk.submit(page(), NMC_A, announce=day)
    waiting = office.desk.approve(made.id, NMC_B)
    assert waiting.state == "approved"
    assert office.desk.waiting() == [(day, made.id)]
    for _ in range(8):
        office.desk.follow()
        office.pass_time(days=1)
    assert office.files() == held and office.releases.current() == before
    office.pass_time(days=1)
    Office(office.folder, day=office.day, moment=office.moment).desk.follow()
    assert office.shown() == {"Hours", "Hours ahead"}
    done = office.desk.find(made.id, NMC_A)
    assert (done.state, done.history[-1].who, done.released_at) == ("released", "site", office.moment)
    assert audited(office)[-1] == ("site", "released")
    office.desk.follow()
    assert office.desk.waiting() == []


def test_it_is_not_announced_after_it_holds(office: Office) -> None:
    with pytest.raises(Refused, match="after it begins to hold"):
        office.desk.submit(page(), NMC_A, announce=datetime.date(2027, 1, 2))


def test_what_fits_no_longer_on_its_day_is_refused_and_says_why(office: Office) -> None:
    made = office.desk.approve(office.desk.submit(page(), NMC_A, announce=datetime.date(2026, 12, 1)).id, NMC_B)
    published(office, page("Another", "2026-12-24"))
    office.pass_time(days=9)
    office.desk.follow()
    found = office.desk.find(made.id, NMC_A)
    assert found.state == "refused" and "page has changed since" in found.history[-1].why
    assert office.shown() == {"Hours", "Another"}
    assert audited(office)[-1] == ("site", "refused")


def test_what_is_announced_waits_while_the_content_has_faults_of_others(office: Office) -> None:
    made = office.desk.approve(office.desk.submit(page(), NMC_A, announce=datetime.date(2026, 12, 1)).id, NMC_B)
    good = office.files()[QUESTION]
    (office.folder / "content" / QUESTION).write_bytes(b"broken")
    office.pass_time(days=9)
    office.desk.follow()
    office.desk.follow()
    assert office.desk.find(made.id, NMC_A).state == "approved"
    (office.folder / "content" / QUESTION).write_bytes(good)
    office.desk.follow()
    assert office.desk.find(made.id, NMC_A).state == "released"


def test_what_waits_can_be_taken_back(office: Office) -> None:
    made = office.desk.approve(office.desk.submit(page(), NMC_A, announce=datetime.date(2026, 12, 1)).id, NMC_B)
    taken = office.desk.withdraw(made.id, NMC_A, "Council said no.")
    assert (taken.state, taken.history[-1].why) == ("withdrawn", "Council said no.")
    office.pass_time(days=20)
    office.desk.follow()
    assert office.shown() == {"Hours"}
    with pytest.raises(Conflict, match="is withdrawn"):
        office.desk.withdraw(made.id, NMC_A, "Again.")


# ---- pages that end, and come back


def test_a_page_is_retired_and_its_version_stays(office: Office) -> None:
    published(office, Publication.of("nmc", "more", TODAY.isoformat(), page=version("More", evidence="{one: []}", body="## One {#one}\n\nText.\n")))
    made = office.desk.retire("nmc/more", NMC_A, datetime.date(2026, 12, 24), 'It is in "Hours" now: see there.', "nmc/hours")
    office.desk.approve(made.id, NMC_B)
    name = office.releases.current()
    assert name is not None
    found = office.releases.open(name, office.day).library.pages["nmc/more"].versions
    assert [item.stamp for item in found] == [TODAY.isoformat()]
    notice = found[0].meta.withdrawn
    assert notice is not None
    assert (notice.date, notice.reason, notice.successor) == (datetime.date(2026, 12, 24), 'It is in "Hours" now: see there.', "nmc/hours")


@pytest.mark.parametrize(("name", "day"), [("nmc/none", TODAY), ("none", TODAY), ("../../etc/x", TODAY), ("nmc/hours", datetime.date(2020, 1, 1))])
def test_what_is_not_there_is_not_retired(office: Office, name: str, day: datetime.date) -> None:
    with pytest.raises(NotFound):
        office.desk.retire(name, NMC_A, day, "Gone.")


def test_a_page_with_a_version_ahead_is_not_retired_before_it(office: Office) -> None:
    published(office, page())
    with pytest.raises(Conflict, match="later version is announced for 2027-01-01"):
        office.desk.retire("nmc/hours", NMC_A, TODAY, "Gone.")


def test_an_older_version_is_published_again(office: Office) -> None:
    published(office, page("Second", f"{TODAY}.2"))
    made = office.desk.restore("nmc/hours", TODAY.isoformat(), NMC_A, TODAY, 'The version of the morning: "restored".')
    assert made.stamp == f"{TODAY}.3"
    done = office.desk.approve(made.id, NMC_B)
    found = office.releases.open(done.release, office.day).library.pages["nmc/hours"].versions
    assert [item.meta.title for item in found] == ["Hours", "Second", "Hours"]
    assert found[-1].meta.change == 'The version of the morning: "restored".'
    assert found[-1].sections == found[0].sections
    with pytest.raises(NotFound, match="no version of 2020-01-01"):
        office.desk.restore("nmc/hours", "2020-01-01", NMC_A, TODAY, "x")
    with pytest.raises(Refused, match="not named as one"):
        office.desk.restore("nmc/hours", "yesterday", NMC_A, TODAY, "x")


# ---- lists


def test_a_regulator_lists_its_own_newest_first(office: Office) -> None:
    first = office.desk.submit(page(), NMC_A)
    office.pass_time(minutes=1)
    second = office.desk.submit(faq("[nmc]"), NMC_A)
    office.desk.withdraw(first.id, NMC_A, "No.")
    assert [item.id for item in office.desk.all(NMC_B)] == [second.id, first.id]
    assert [item.id for item in office.desk.all(NMC_B, "withdrawn")] == [first.id]
    assert office.desk.publication(second.id, NMC_B) == faq("[nmc]")


@pytest.mark.parametrize("name", ["", "x", "../tokens/aaaaaaaaaa", "0" * 13, "ABCDEFABCDEF"])
def test_a_name_that_is_none_is_not_found(office: Office, name: str) -> None:
    with pytest.raises(NotFound):
        office.desk.find(name, NMC_A)


def test_a_part_that_rotted_is_not_published(office: Office) -> None:
    made = office.desk.submit(page(), NMC_A)
    part = office.folder / "desk" / "parts" / hashlib.sha256(version("Hours ahead")).hexdigest()
    part.write_bytes(part.read_bytes() + b"More.")
    with pytest.raises(Refused, match="not as it was kept"):
        office.desk.approve(made.id, NMC_B)
    assert FILE not in office.files()
