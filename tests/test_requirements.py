"""What a scheme asks, for one person: states, what they rest on, what would settle them; and misunderstandings where a reader would fall into them."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.model import Frozen
from rules import facts, misunderstandings, requirements
from rules.citations import Citation
from rules.requirements import RequirementState
from rules.schemes import Fact
from rules.table import Table, read_table
from rules.tables import build_tables
from rules.trials import SETTLED, Trials
from rules.wording import Writer, fill
from tests.test_answer_api import FOREIGN
from tests.test_table import HEAD, ROW

TODAY = datetime.date(2026, 11, 22)
REGULATORS = ["gmc", "nmc", "hcpc", "gphc"]
LONGEST = {"role": "a leader outside the UK", "profession": "a biomedical scientist", "professions": "biomedical scientists"}


@pytest.fixture(scope="module")
def tables(content_files: dict[str, bytes]) -> dict[str, Table]:
    found, issues = build_tables({name: data for name, data in content_files.items() if name.startswith("rules/")})
    assert not issues
    return found


def ask(client: FlaskClient, profession: str, role: str, **told: str) -> dict[str, Any]:
    """The requirements of an answer by id, and the whole answer under the empty name."""
    response = client.get("/api/v1/answer", query_string={"profession": profession, "role": role, **told})
    assert response.status_code == 200, response.text
    return {"": response.get_json(), **{item["id"]: item for item in response.get_json()["requirements"]}}


class Unworded(Writer):
    """Leaves placeholders and passages alone: states do not turn on them."""

    def __init__(self) -> None:
        self.on = TODAY

    def fill(self, text: str) -> str:
        return text

    def cite(self, ids: Iterable[str]) -> tuple[Citation, ...]:
        return ()


KNOWS = {"uses_professional_knowledge": "yes"}
WITHOUT = {"uses_professional_knowledge": "no", "other_practice": "none"}
STATES: list[tuple[str, str, dict[str, str], str, str]] = [
    ("pharmacist", "chief-executive", {}, "cpd-records", "unknown"),
    ("pharmacist", "chief-executive", {"cpd_records": "4"}, "cpd-records", "met"),
    ("pharmacist", "chief-executive", {"cpd_records": "3"}, "cpd-records", "to-do"),
    ("pharmacist", "chief-executive", {"cpd_records": "0", "status": "left-under-12-months"}, "cpd-records", "not-needed"),
    ("pharmacist", "chair", {}, "peer-discussion", "unknown"),
    ("pharmacist", "chair", {"peer_done": "yes"}, "peer-discussion", "met"),
    ("pharmacist", "chair", {"peer_done": "no"}, "peer-discussion", "to-do"),
    ("pharmacist", "chair", {"status": "removed-by-ftp"}, "peer-discussion", "not-needed"),
    ("pharmacy-technician", "chief-pharmacist", {"reflective_done": "no"}, "reflective-account", "to-do"),
    ("pharmacist", "policy", {"renewed": "yes"}, "declarations", "met"),
    ("pharmacist", "policy", {"renewed": "yes", "open_case": "yes"}, "declarations", "to-do"),
    ("pharmacist", "policy", {"renewed": "no", "intends_to_practise_gb": "no"}, "declarations", "unknown"),
    ("pharmacist", "policy", {"expiry_date": "2027-06-30", "renewed": "no"}, "renewal", "to-do"),
    ("pharmacist", "policy", {"indemnity": "unsure"}, "indemnity", "to-do"),
    ("physiotherapist", "chief-executive", {}, "practising", "unknown"),
    ("physiotherapist", "chief-executive", KNOWS, "practising", "met"),
    ("physiotherapist", "chief-executive", {**KNOWS, "practised_since_last_renewal": "no"}, "practising", "to-do"),
    ("physiotherapist", "chief-executive", {**WITHOUT, "practised_since_last_renewal": "no"}, "practising", "to-do"),
    ("physiotherapist", "chief-executive", {**KNOWS, "practised_since_last_renewal": "unsure"}, "practising", "unknown"),
    ("physiotherapist", "chief-executive", {"plan": "leave"}, "practising", "not-needed"),
    ("paramedic", "chief-executive", {"plan": "leave", "conduct": "under-investigation"}, "fee", "to-do"),
    ("paramedic", "chief-executive", {"plan": "leave", "conduct": "under-investigation"}, "renewal", "to-do"),
    ("dietitian", "chair", {"cpd_kinds": "one"}, "cpd", "to-do"),
    ("dietitian", "chair", {"audit": "due"}, "cpd-audit", "to-do"),
    ("dietitian", "chair", {"audit": "deferred"}, "cpd-audit", "not-needed"),
    ("dietitian", "chair", {"conduct": "caution-or-conviction"}, "character-and-health", "to-do"),
    ("dietitian", "chair", {"conduct": "sanction"}, "character-and-health", "unknown"),
    ("dietitian", "chair", {**WITHOUT, "indemnity": "not-practising"}, "indemnity", "not-needed"),
    ("dietitian", "chair", {**KNOWS, "indemnity": "not-practising"}, "indemnity", "to-do"),
    ("dietitian", "chair", {"indemnity": "none", "uses_professional_knowledge": "unsure"}, "indemnity", "unknown"),
    ("paramedic", "academic", {"status": "off-over-1-month"}, "renewal", "not-needed"),
]


@pytest.mark.parametrize(("profession", "role", "told", "name", "state"), STATES)
def test_a_requirement_stands_as_the_facts_say(client: FlaskClient, profession: str, role: str, told: dict[str, str], name: str, state: str) -> None:
    found = ask(client, profession, role, **told)[name]
    assert found["state"] == state
    for text in ("note", "asks", "evidence", "signs"):
        assert found[text]
    assert found["citations"]


LAPSED = {"status": "lapsed"}
PAST = {"uses_professional_knowledge": "yes", "renewal_date": "2026-10-31"}
ALL_DONE = {
    "hours_by_deadline": "900", "cpd_hours": "40", "participatory_hours": "30", "feedback": "5", "accounts": "5", "partner": "yes", "confirmer": "chair",
    "indemnity": "employer", "hours_last3": "900",
}  # fmt: skip
OFF: list[tuple[str, dict[str, str]]] = [
    ("nurse", LAPSED), ("nurse", {**LAPSED, **ALL_DONE}), ("nursing-associate", LAPSED), ("nurse-and-midwife", LAPSED),
    ("nurse", PAST), ("nurse", {**PAST, **ALL_DONE}), ("nurse", {**PAST, **ALL_DONE, "status": "registered"}), ("nursing-associate", PAST),
    ("nurse", {**PAST, "ftp": "possible"}), ("nurse", {"status": "struck-off"}), ("nurse", {"status": "never", **ALL_DONE}),
]  # fmt: skip


@pytest.mark.parametrize(("profession", "told"), OFF)
def test_off_the_nmcs_register_nothing_is_renewed_and_nothing_comforts(client: FlaskClient, profession: str, told: dict[str, str]) -> None:
    found = ask(client, profession, "chief-executive", **told)
    assert found[""]["outcome"] == "no"
    for item in found[""]["requirements"]:
        assert (item["state"], item["missing"]) == ("not-needed", None), item["id"]
        assert item["note"].startswith("Nothing is renewed while you are off the register.")


GONE_BY: list[tuple[dict[str, str], str, str, str]] = [
    ({**PAST, "application": "complete"}, "renewal-application", "unknown", "Look at the public register today"),
    ({**PAST, "application": "extension"}, "renewal-application", "unknown", "Look at the public register today"),
    ({"status": "suspended", **ALL_DONE}, "practice-hours", "unknown", "The time under suspension brings no hours."),
    ({"status": "suspended"}, "annual-fee", "unknown", "cannot lapse while the order runs"),
    ({"status": "suspended"}, "confirmation", "unknown", "Ask the NMC in writing"),
    ({"ftp": "conditions"}, "annual-fee", "unknown", "Pay the fee."),
    ({"ftp": "open", "intends": "leave"}, "annual-fee", "unknown", "Pay the fee."),
    ({}, "annual-fee", "unknown", "look in MyNMC"),
    ({}, "health-and-character", "unknown", "your own declaration"),
    ({"hours_by_deadline": "900", **KNOWS}, "practice-hours", "met", "Met"),
    ({"hours_by_deadline": "900", **WITHOUT}, "practice-hours", "unknown", "Take the hours of this role out"),
    ({"hours_by_deadline": "900", "uses_professional_knowledge": "unsure"}, "practice-hours", "unknown", "Take the hours of this role out"),
    ({"hours_by_deadline": "900"}, "practice-hours", "unknown", "We do not know"),
    ({"hours_by_deadline": "300", **WITHOUT}, "practice-hours", "to-do", "Still to do: the missing 150 hours."),
    ({**WITHOUT}, "practice-hours", "to-do", "Still to do: the missing hours."),
    ({"confirmer": "line-manager"}, "confirmation", "met", "Have the form signed in the last 12 months"),
    ({"confirmer": "chair"}, "confirmation", "unknown", "whether the chair may sign"),
    ({"partner": "yes"}, "discussion-partner", "met", "have the form signed, before you apply"),
]


@pytest.mark.parametrize(("told", "name", "state", "says"), GONE_BY)
def test_awkward_facts_of_the_nmc_are_answered_in_their_own_words(client: FlaskClient, told: dict[str, str], name: str, state: str, says: str) -> None:
    found = ask(client, "nurse", "chief-executive", **told)[name]
    assert found["state"] == state
    assert says in found["note"]


def test_the_fee_of_somebody_suspended_agrees_with_the_answer(client: FlaskClient) -> None:
    found = ask(client, "nurse", "chief-executive", status="suspended", renewal_date="2027-10-31")
    assert "cannot lapse while a suspension order is in force" in found[""]["because"][0]["text"]
    assert "unless a fitness to practise matter holds the entry open" in found["annual-fee"]["asks"]
    assert [item["name"] for item in found[""]["deadlines"] if item["date"] == "2027-11-01"] == []


LICENCE = [
    "appraisal", "learning", "quality-improvement", "significant-events", "colleague-feedback", "patient-feedback", "complaints", "licence-connection",
    "recommendation", "direct-route",
]  # fmt: skip
OPEN_POST = {"post_reserved": "no", "contract_licence": "no", "aim": "keep-name"}
UNLICENSED: list[tuple[dict[str, str], str, str, str, str]] = [
    ({"status": "voluntarily-erased"}, "not-needed", "you hold none now", "unknown", "Off the register"),
    ({"status": "admin-erased"}, "not-needed", "you hold none now", "unknown", "Off the register"),
    ({"status": "struck-off"}, "not-needed", "you hold none now", "unknown", "Off the register"),
    ({"status": "never"}, "not-needed", "you hold none now", "unknown", "Off the register"),
    ({"status": "no-licence", **OPEN_POST}, "not-needed", "you hold none now", "met", "Nothing that you told us of needs the licence."),
    ({"status": "no-licence", "aim": "keep-licence"}, "not-needed", "you hold none now", "unknown", "We do not know"),
    ({"status": "no-licence", "post_reserved": "unsure"}, "not-needed", "you hold none now", "to-do", "Ask in writing"),
    ({"status": "no-licence", **OPEN_POST, "reserved_acts": "some"}, "not-needed", "mend that first", "to-do", "Stop today what needs the licence"),
    ({"status": "licence-withdrawn", **OPEN_POST}, "unknown", "ask it in writing", "unknown", "stand aside from any post"),
    ({"status": "suspended"}, "unknown", "ask it in writing", "unknown", "while suspended"),
]


@pytest.mark.parametrize(("told", "state", "says", "work", "said"), UNLICENSED)
def test_a_doctor_without_a_licence_is_told_what_that_means(client: FlaskClient, told: dict[str, str], state: str, says: str, work: str, said: str) -> None:
    found = ask(client, "doctor", "chief-executive", **told)
    assert {found[name]["state"] for name in LICENCE} == {state}
    assert all(says in found[name]["note"] for name in LICENCE if name != "recommendation")
    assert (found["licence-needed"]["state"], said in found["licence-needed"]["note"]) == (work, True)
    assert [item["id"] for item in found[""]["requirements"] if item["note"].startswith("We do not ask about this: see for yourself")] == []


TWO = "nurse-and-midwife"
SHORT = {"hours_nurse": "900", "hours_midwife": "100", **KNOWS}


@pytest.mark.parametrize(
    ("told", "state", "says"),
    [(SHORT, "to-do", "the missing 350 hours"), ({**SHORT, "second_gained": "yes"}, "unknown", "the hours of your first registration only")],
)
def test_two_registrations_short_on_one_say_what_is_missing(client: FlaskClient, told: dict[str, str], state: str, says: str) -> None:
    found = ask(client, TWO, "chief-executive", **told)["practice-hours"]
    assert (found["state"], says in found["note"]) == (state, True)


LETTER = {"gmc_notice_open": "non-engagement"}
CYCLE: list[tuple[dict[str, str], str, str, str]] = [
    ({}, "colleague-feedback", "unknown", "We do not know"),
    ({}, "patient-feedback", "unknown", "We do not know"),
    ({"msf_done": "yes"}, "colleague-feedback", "met", "Met"),
    ({"msf_done": "no"}, "colleague-feedback", "to-do", "Still to do"),
    ({"patient_fb": "agreed-not-needed"}, "patient-feedback", "not-needed", "Not needed"),
    ({**LETTER, "msf_done": "yes"}, "colleague-feedback", "unknown", "Look in its letter"),
    ({**LETTER, "patient_fb": "agreed-not-needed"}, "patient-feedback", "unknown", "Look in its letter"),
    (LETTER, "appraisal", "unknown", "Look in its letter"),
    ({"gmc_notice_open": "withdrawal", "connection": "ro"}, "licence-connection", "unknown", "Look in its letter"),
    ({"connection": "none"}, "recommendation", "not-needed", "Without a connection nobody can recommend you."),
    ({"connection": "none"}, "direct-route", "to-do", "Still to do"),
]


@pytest.mark.parametrize(("told", "name", "state", "says"), CYCLE)
def test_a_licence_is_not_comforted_by_what_was_not_told(client: FlaskClient, told: dict[str, str], name: str, state: str, says: str) -> None:
    found = ask(client, "doctor", "chief-executive", status="licensed", in_training="no", **told)[name]
    assert (found["state"], says in found["note"]) == (state, True), found["note"]


HELD: list[tuple[str, set[str]]] = [
    ("nurse", set()),
    ("midwife", set()),
    ("nursing-associate", set()),
    ("nurse-and-midwife", {"hours_nurse", "hours_midwife"}),
    ("nurse-and-nursing-associate", {"hours_nurse", "hours_na"}),
    ("nurse-midwife-and-nursing-associate", {"hours_nurse", "hours_midwife", "hours_na"}),
]


@pytest.mark.parametrize(("profession", "parts"), HELD)
def test_hours_of_each_registration_are_asked_only_where_several_are_held(client: FlaskClient, profession: str, parts: set[str]) -> None:
    of_parts = {"hours_nurse", "hours_midwife", "hours_na"}
    for role, told in itertools.product(["chief-executive", "chief-nurse", "between-jobs"], [{}, KNOWS, {"renewal_date": "2027-04-30"}, WITHOUT]):
        found = ask(client, profession, role, **told)
        named = {name for item in found[""]["requirements"] for name in item["tell"]} | {found[""]["ask_next"]}
        named |= {name for item in found[""]["assumed"].values() for name in item["asks"]} | {item["fact"] for item in found[""]["would_change"]}
        assert named & of_parts <= parts, (role, told)
    assert of_parts & set(ask(client, profession, "chief-executive", **KNOWS)["practice-hours"]["tell"]) == parts


def test_hours_told_for_the_one_registration_held_are_heard(client: FlaskClient) -> None:
    found = ask(client, "nurse", "chief-executive", hours_nurse="300", hours_by_deadline="900", **KNOWS)
    assert found["practice-hours"]["state"] == "to-do"
    assert found[""]["outcome"] != "yes"


@pytest.mark.parametrize("aim", ["keep-name", "keep-licence"])
def test_without_a_licence_a_doctor_hears_that_revalidation_may_come_first(client: FlaskClient, aim: str) -> None:
    found = ask(client, "doctor", "chief-executive", status="no-licence", **{**OPEN_POST, "aim": aim})["recommendation"]
    assert found["note"].startswith("None is due while you hold no licence. If you ask for one, the GMC may want you to revalidate first.")
    assert "GMC-68" in {fact for citation in found["citations"] for fact in citation["facts"]}


@pytest.mark.parametrize(("written", "missing"), [("0", 4), ("3", 1), ("3.5", 0.5), ("4", None), ("9", None)])
def test_a_count_tells_how_much_is_missing(client: FlaskClient, written: str, missing: float | None) -> None:
    found = ask(client, "pharmacist", "chief-executive", cpd_records=written)["cpd-records"]
    assert found["missing"] == missing
    assert missing is None or f"{missing:g} more" in found["note"]


@pytest.mark.parametrize(
    ("profession", "told", "name", "tells"),
    [
        ("pharmacist", {}, "cpd-records", ["cpd_records"]),
        ("pharmacist", {}, "peer-discussion", ["peer_done"]),
        ("pharmacist", {"expiry_date": "2027-09-30"}, "renewal", ["renewed"]),
        (
            "physiotherapist", {}, "practising",
            ["uses_professional_knowledge", "post_requires_registration", "practised_since_last_renewal", "months_since_practice"],
        ),
        ("dietitian", {"indemnity": "none"}, "indemnity", ["uses_professional_knowledge"]),
        ("dietitian", {"conduct": "sanction"}, "character-and-health", []),
    ],
)  # fmt: skip
def test_an_unknown_state_names_what_would_settle_it(client: FlaskClient, profession: str, told: dict[str, str], name: str, tells: list[str]) -> None:
    found = ask(client, profession, "chief-executive", **told)[name]
    assert (found["state"], found["tell"]) == ("unknown", tells)


@pytest.mark.parametrize(
    ("told", "name", "presumed"),
    [
        ({}, "indemnity", ["status", "indemnity"]),
        ({"indemnity": "own"}, "indemnity", ["status"]),
        ({"indemnity": "own", "status": "on"}, "indemnity", []),
        ({**KNOWS, "status": "on", "plan": "keep"}, "practising", ["conduct", "restart"]),
        ({**KNOWS, "status": "on", "plan": "keep", "conduct": "clear"}, "practising", ["restart"]),
        ({**KNOWS, "status": "on", "plan": "keep", "practised_since_last_renewal": "yes"}, "practising", []),
        ({"plan": "leave"}, "fee", ["conduct"]),
        ({"plan": "leave", "conduct": "clear"}, "fee", []),
    ],
)
def test_a_state_names_the_presumptions_that_it_rests_on(client: FlaskClient, told: dict[str, str], name: str, presumed: list[str]) -> None:
    found = ask(client, "physiotherapist", "chief-executive", **told)[name]
    assert found["presumed"] == presumed
    assert found["state"] == "to-do" or ("assumed" in found["note"]) == bool(presumed)


def test_another_regulators_question_has_no_requirements(client: FlaskClient) -> None:
    found = ask(client, "pharmacist", "chief-executive", works_in="northern-ireland")[""]
    assert found["outcome"] == "not-this-regulator"
    assert found["requirements"] == found["misunderstandings"] == []


def test_nobody_who_told_nothing_has_met_anything_but_by_presumption(client: FlaskClient) -> None:
    for profession, role in itertools.product(["doctor", "nurse", "physiotherapist", "pharmacist"], ["chief-executive", "chair", "academic", "between-jobs"]):
        found = ask(client, profession, role)
        assert len(found) > 6
        assert [name for name, item in found.items() if name and item["state"] == "met" and not item["presumed"]] == []


@pytest.mark.parametrize("regulator", REGULATORS)
def test_what_is_certain_stays_when_more_is_told(tables: dict[str, Table], regulator: str) -> None:
    table = tables[regulator]
    answers = [(item.id, value.id) for item in table.inputs for value in item.values]

    def states(told: dict[str, Fact]) -> dict[str, RequirementState]:
        return {item.id: item for item in requirements.states(Trials(table, facts.person(table, told, TODAY), TODAY), Unworded())}

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from(answers), min_size=1, max_size=7, unique_by=lambda pair: pair[0]))
    def certain(told: list[tuple[str, str]]) -> None:
        before, after = states(dict(told[:-1])), states(dict(told))
        for name, item in before.items():
            if item.state != "unknown" and not item.presumed:
                assert after[name].state == item.state, name

    certain()


# Misunderstandings


@pytest.mark.parametrize("regulator", REGULATORS)
def test_all_ten_misunderstandings_stand_where_somebody_meets_them(tables: dict[str, Table], client: FlaskClient, regulator: str) -> None:
    table = tables[regulator]
    assert len(table.misunderstandings) == 10
    asked = {item.id for item in table.inputs} - set(SETTLED)
    seen = {item.id for item in table.misunderstandings if item.input in asked}
    for case in table.cases:
        told, _ = facts.parse(table, case.facts)
        shown = misunderstandings.shown(table, facts.person(table, told, case.on).box, Unworded())
        assert len(shown) <= misunderstandings.MOST
        seen |= {item.id for item in shown}
    assert {item.id for item in table.misunderstandings} - seen == set()


@pytest.mark.parametrize(
    ("profession", "role", "told", "first"),
    [
        ("pharmacist", "chief-executive", {}, "chair-signs-me-off"),
        ("pharmacist", "strategy-director", {"intends_to_practise_gb": "no"}, "start-again-as-a-trainee"),
        ("operating-department-practitioner", "academic", {}, "direct-debit-renews"),
        ("physiotherapist", "strategy-director", {"audit": "due"}, "clinical-audit-of-directors"),
    ],
)
def test_the_narrowest_misunderstanding_stands_first(client: FlaskClient, profession: str, role: str, told: dict[str, str], first: str) -> None:
    found = ask(client, profession, role, **told)[""]["misunderstandings"]
    assert found[0]["id"] == first
    assert len(found) <= 3
    assert all(item["thought"] and item["truth"] and item["citations"] for item in found)


# What a table may say

ASKS = """
[[requirement]]
id = "peer"
name = "Peer"
asks = "One talk."
evidence = "A note."
signs = "Nobody."
facts = ["GPHC-19"]
"""
THINKS = """
[[misunderstanding]]
id = "hours"
thought = "There are hours."
truth = "There are none."
facts = ["GPHC-08"]
"""
DONE = '[[requirement.met]]\nknowledge = "yes"\n'
BESIDE = 'input = "knowledge"\n'


def told_of(text: str) -> str:
    """All that is wrong with a table, as reading and proving tell it."""
    table, issues = read_table("rules/gphc.toml", (HEAD + ROW + text).encode())
    return " ".join(issue.message for issue in (*issues, *requirements.faults(table), *misunderstandings.faults(table)))


@pytest.mark.parametrize("text", [ASKS + DONE, ASKS + DONE + '[[requirement.to-do]]\nis_not = "relies"\n', THINKS + BESIDE])
def test_a_sound_requirement_or_misunderstanding_has_no_issue(text: str) -> None:
    assert told_of(text) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ASKS, "one state for everybody"),
        (ASKS + "colour = 1\n" + DONE, "`colour`"),
        (ASKS.replace("One talk", "{talk}") + DONE, "placeholder {talk}"),
        (ASKS + 'notes = { met = "{talk}" }\n' + DONE, "placeholder {talk}"),
        (ASKS + 'notes = { done = "Yes." }\n' + DONE, "`notes.done"),
        (ASKS + 'needs = ["peers"]\n' + DONE, "needs `peers`"),
        (ASKS + 'counts = { input = "knowledge", parameter = "p" }\n', "counts `knowledge`"),
        (ASKS + 'counts = { input = "knowledge", parameter = "p" }\n', "counts up to `p`"),
        (ASKS + '[[requirement.met]]\nknowledge = "maybe"\n', "no value ['maybe']"),
        (ASKS + '[[requirement.met]]\noutcome = "yes"\n', "`outcome` is neither an input"),
        (ASKS + DONE + '[[requirement.to-do]]\nrole = "chair"\n', "somebody stands in `to-do` and in `met`"),
        (ASKS.replace('facts = ["GPHC-19"]', "facts = []") + DONE, "`facts`"),
        (ASKS + 'said = ["nowhere"]\n' + DONE, "`nowhere` does not exist"),
        (ASKS + 'said = ["relies"]\n' + DONE, "`relies` has nothing to say"),
        (THINKS, "nobody is shown it"),
        (THINKS + 'input = "role"\n', "nobody is asked"),
        (THINKS + 'input = "hours"\n', "stands beside `hours`"),
        (THINKS + '[[misunderstanding.when]]\nis = "nowhere"\n', "`nowhere` does not exist"),
    ],
)
def test_each_fault_is_told(text: str, says: str) -> None:
    assert says in told_of(text)


def test_a_contradiction_among_those_who_need_not_is_none() -> None:
    assert told_of(ASKS + DONE + '[[requirement.to-do]]\nrole = "chair"\n[[requirement.not-needed]]\nrole = "chair"\nknowledge = "yes"\n') == ""


def test_a_misunderstanding_that_always_stands_behind_three_others_is_told() -> None:
    when = '[[misunderstanding.when]]\nknowledge = "yes"\n'
    narrow = [THINKS.replace('"hours"', f'"narrow-{number}"') + when for number in range(3)]
    wide = THINKS + when
    assert told_of("".join(narrow[:2]) + wide) == ""
    assert told_of("".join(narrow) + wide) == "hours: nobody is shown it."


# Words


def worded(table: Table) -> Iterator[tuple[str, str]]:
    """Every text of a table that readers see, with the entry in which it stands."""
    read: list[tuple[tuple[Frozen, ...], tuple[str, ...]]] = [
        (table.rows, ("headline", "because", "do")),
        (table.options, ("title", "text", "cost", "lost", "back")),
        (table.requirements, ("name", "asks", "evidence", "signs")),
        (table.misunderstandings, ("thought", "truth")),
        (table.inputs, ("question", "why", "hint", "assumed")),
        (table.derived, ("assumed",)),
        (table.deadlines, ("name", "formula")),
    ]
    for entries, keys in read:
        for entry, key in itertools.product((entry.model_dump() for entry in entries), keys):
            yield from ((entry["id"], text) for text in ([entry[key]] if isinstance(entry[key], str) else entry[key]))
    yield from ((item.id, text) for item in table.requirements for text in item.notes.values())
    yield from ((item.id, item.said) for item in table.conditions if item.said)


@pytest.mark.parametrize("regulator", REGULATORS)
def test_no_sentence_has_more_than_25_words(tables: dict[str, Table], regulator: str) -> None:
    table = tables[regulator]
    words = {**table.shown_at(TODAY), **table.words, **LONGEST}
    sentences = [(name, found) for name, text in worded(table) for found in re.split(r"(?<=[.?!])[\"”’)]?\s+", fill(text, words))]
    assert [(name, found) for name, found in sentences if len(found.split()) > 25] == []


@pytest.mark.parametrize("regulator", REGULATORS)
def test_requirements_speak_their_own_schemes_language(tables: dict[str, Table], regulator: str) -> None:
    table = tables[regulator]
    own = {item.id for item in table.requirements} | {item.id for item in table.misunderstandings}
    texts = [text for name, text in worded(table) if name in own]
    assert texts
    for text, word in itertools.product(texts, FOREIGN[regulator]):
        assert word.lower() not in text.lower(), (word, text)
