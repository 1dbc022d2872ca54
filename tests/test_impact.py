"""The impact of a publication: what it says is touched is what is touched, no less and no more, and every link leads somewhere."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Mapping

import pytest
from flask.testing import FlaskClient

from guidance.building import build_library
from publishing.candidate import Publication
from publishing.checks import Checked
from publishing.effects import MOST, Effect, Group, Kind, listed
from publishing.findings import Findings
from publishing.impact import Impact, impact
from rules import worked
from rules.answer import answer
from rules.tables import build_tables
from tests.conftest import TODAY

Files = Mapping[str, bytes]
DAY = datetime.date(2027, 1, 1)
HOURS = "guidance/nmc/practice-hours/2026-11-22.md"


def checked(files: Files) -> Checked:
    """What content makes, without looking for faults."""
    library, issues = build_library(files)
    tables, faults = build_tables(files)
    return Checked(library, tables, (*issues, *faults))


@pytest.fixture(scope="module")
def base(content_files: Files) -> Checked:
    return checked(content_files)


Publish = Callable[..., tuple[Impact, Checked]]


@pytest.fixture
def publish(content_files: Files, base: Checked) -> Publish:
    """A function that makes a publication of a page, with some of its words replaced, and tells its impact."""

    def act(page: str = "nmc/practice-hours", stamp: str = "2027-01-01", *changes: tuple[str, str], **parts: str) -> tuple[Impact, Checked]:
        collection, _, slug = page.partition("/")
        text = content_files[f"guidance/{page}/2026-11-22.md"].decode()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        made = Publication.of(collection, slug, stamp, page=text.encode(), **{name: part.encode() for name, part in parts.items()})
        files = made.overlay(content_files)
        after = checked(files)
        return impact(base, after, made, files, TODAY), after

    return act


def number(identifier: str, value: object, unit: str = "hours", since: datetime.date = DAY, fact: str = "NMC-18") -> str:
    return f'[[parameter]]\nid = "{identifier}"\nvalue = {value}\nunit = "{unit}"\nfrom = {since}\nfacts = ["{fact}"]\n'


def ids(found: Impact, kind: Kind) -> list[str]:
    return [effect.of for effect in found[kind].effects]


def section_of(files: Files, anchor: str) -> str:
    """The text under one heading of the page on practice hours."""
    return re.split(r"(?m)^## ", files[HOURS].decode().split(f"{{#{anchor}}}")[1])[0].strip()


def test_the_same_words_again_touch_nothing(publish: Publish) -> None:
    found, _ = publish()
    assert found.found == ()
    assert found.lines == ["From 1 January 2027 this changes nothing beyond its own page."]
    assert found.as_dict()["embeds"] == {"faqs": [], "answers": []}


def test_a_changed_section_touches_what_rests_on_its_facts_and_nothing_else(publish: Publish, base: Checked, content_files: Files) -> None:
    old = section_of(content_files, "how-many").split("\n")[0]
    found, after = publish("nmc/practice-hours", "2027-01-01", (old, f"{old} That is new."))
    section = base.library.pages["nmc/practice-hours"].versions[0].section("how-many")
    assert section is not None
    facts = set(section.facts)
    assert found["facts"].effects == (), "no fact lives elsewhere"
    assert {name for name in ids(found, "entries") if "/row/" in name} == {f"nmc/row/{row.id}" for row in base.tables["nmc"].rows if facts & set(row.facts)}
    quoting = {version.page_id for version in base.library.faqs(DAY) for part in version.sections if facts & set(part.facts)}
    linking = {version.page_id for version in base.library.faqs(DAY) for part in version.sections if 'practice-hours#how-many"' in part.html}
    assert quoting | linking <= set(ids(found, "faqs"))
    assert found.faqs == tuple(name.removeprefix("faq/") for name in ids(found, "faqs"))
    assert found["numbers"].effects == found["outcomes"].effects == found["cases"].effects == ()


def test_answers_are_those_whose_page_cites_what_changed(publish: Publish, base: Checked, content_files: Files) -> None:
    old = section_of(content_files, "how-many").split("\n")[0]
    found, after = publish("nmc/practice-hours", "2027-01-01", (old, f"{old} That is new."))
    touched = {name.removeprefix("nmc/") for name in ids(found, "entries")}
    nurse, named = base.library.professions["nurse"], {role for profession, role in found.answers if profession == "nurse"}
    for role in base.library.roles.values():
        shown = answer(after.tables["nmc"], after.library, nurse, role, {}, DAY)
        rows = {f"row/{reason.row}" for reason in (*shown.because, *shown.limits, *shown.advice)}
        options = {f"option/{course.option.id}" for course in shown.options}
        others = {f"requirement/{item.id}" for item in shown.requirements} | {f"misunderstanding/{item.id}" for item in shown.misunderstandings}
        others |= {f"letter/{item.id}" for item in shown.letters} | {f"deadline/{item.id}" for item in shown.deadlines}
        assert bool((rows | options | others) & touched) == (role.id in named), role.id
    group = next(effect for effect in found["answers"].effects if effect.of == "nurse")
    assert group.count == len(named) >= len(group.links) > 0
    assert found["answers"].count == len(found.answers)


MOVES = [
    ("it moves", [("the-sums: [", "the-sums: [NMC-18, "), ("how-many: [NMC-18]", "how-many: []")], ["NMC-18 moves from “How many hours”"]),
    ("it is lost", [("how-many: [NMC-18]", "how-many: []")], ["NMC-18 loses its home, “How many hours”"]),
    ("it stays", [("how-many: [NMC-18]", "how-many:   [NMC-18]")], []),
]


@pytest.mark.parametrize(("changes", "said"), [case[1:] for case in MOVES], ids=[case[0] for case in MOVES])
def test_a_fact_that_changes_its_home_is_told(publish: Publish, changes: list[tuple[str, str]], said: list[str]) -> None:
    found, _ = publish("nmc/practice-hours", "2027-01-01", *changes)
    words = [effect.words for effect in found["facts"].effects]
    assert len(words) == len(said) and all(line.startswith(start) for line, start in zip(words, said, strict=True)), words
    assert bool(said) == bool(ids(found, "entries"))


FACT = '[[fact]]\nid = "{}"\ngroup = "Practice hours"\nsays = "{}"\nbasis = "source"\nseen = 2026-11-22\n'


def test_a_fact_that_comes_or_is_told_otherwise_is_told(publish: Publish) -> None:
    evidence = 'collection = "nmc"\n' + FACT.format("NMC-999", "Something new.") + FACT.format("NMC-18", "Another number of hours.")
    found, after = publish("nmc/practice-hours", "2027-01-01", ("how-many: [", "how-many: [NMC-999, "), evidence=evidence)
    assert "NMC-999" in after.library.facts, after.issues
    told = {effect.of: effect for effect in found["facts"].effects}
    assert told["NMC-999"].words.startswith("NMC-999 is new. Its home is “")
    assert "says something else" in told["NMC-18"].words
    assert told["NMC-18"].after == "Another number of hours." != told["NMC-18"].before
    assert told["NMC-18"].url == "/evidence/nmc#NMC-18"
    assert any(name.startswith("nmc/row/") for name in ids(found, "entries"))


def test_a_number_tells_both_values_and_what_follows(publish: Publish, base: Checked) -> None:
    found, after = publish(parameters=number("practice_hours", 700))
    (told,) = found["numbers"].effects
    assert (told.before, told.after, told.since) == ("450", "700", DAY)
    assert told.words == "Practice hours: 700 from 1 January 2027, 450 before (hours)."
    assert {link.url for link in told.links} <= {f"/rules/nmc/rows/{row.id}" for row in base.tables["nmc"].rows} | {told.url} or told.count
    changed = {}
    for case in base.tables["nmc"].cases:
        later = case.model_copy(update={"on": DAY})
        one, other = worked.run(base.tables["nmc"], later), worked.run(after.tables["nmc"], later)
        if one.possible != other.possible:
            changed[f"nmc/{case.id}"] = DAY
    assert changed and {effect.of: effect.since for effect in found["cases"].effects} == changed
    assert all(effect.before != effect.after for effect in found["cases"].effects)


def test_an_outcome_that_changes_is_told_with_both(publish: Publish, base: Checked) -> None:
    """A window so long that it is open to everybody on the day moves general answers only where they depend on it; none may be missed."""
    found, after = publish(parameters=number("practice_hours", 5_000))
    for effect in found["outcomes"].effects:
        profession, role = effect.of.split("/")
        told = [
            answer(side.tables["nmc"], side.library, side.library.professions[profession], side.library.roles[role], {}, DAY).possible for side in (base, after)
        ]
        assert told[0] != told[1]
    moved = {effect.of for effect in found["outcomes"].effects}
    for role in ("chief-executive", "chair", "retired", "clinical"):
        pair = [
            answer(side.tables["nmc"], side.library, side.library.professions["nurse"], side.library.roles[role], {}, DAY).possible for side in (base, after)
        ]
        assert (f"nurse/{role}" in moved) == (pair[0] != pair[1])


def test_what_begins_later_is_told_for_its_day(publish: Publish) -> None:
    later = datetime.date(2027, 4, 1)
    found, _ = publish(parameters=number("practice_hours", 700, since=later))
    assert found.days == (DAY, later)
    assert {effect.since for effect in found["cases"].effects} == {later}
    found, _ = publish("nmc/practice-hours", "2027-01-01", ("evidence:\n", "withdrawn: {date: 2027-04-01, reason: Gone.}\nevidence:\n"))
    assert found.days == (DAY, later)
    assert found["facts"].effects and {effect.since for effect in found["facts"].effects} == {later}
    assert all("loses its home" in effect.words for effect in found["facts"].effects)
    assert found["pages"].effects or found["faqs"].effects


def test_a_day_that_has_passed_is_looked_at_as_of_today(publish: Publish, content_files: Files) -> None:
    old = section_of(content_files, "how-many").split("\n")[0]
    found, _ = publish("nmc/practice-hours", "2026-11-22.2", (old, f"{old} That is new."))
    assert found.days == (TODAY,)
    assert ids(found, "entries")
    found, _ = publish("nmc/practice-hours", "2026-01-01", (old, f"{old} That is new."))
    assert found.found == (), "a version that is older than the one in force shows nowhere"


def test_searches_that_lead_to_a_changed_section_are_told(publish: Publish, content_files: Files) -> None:
    page = "nmc/being-on-the-register"
    text = content_files[f"guidance/{page}/2026-11-22.md"].decode()
    heading = next(line for line in text.split("\n") if "{#no-half-way-status}" in line)
    found, _ = publish(page, "2027-01-01", (heading, heading.replace("## ", "## Truly: ")))
    assert any("“nmc licence”, “nurse licence” and “midwife licence”" in effect.words and "changed" in effect.words for effect in found["searches"].effects)
    gone, _ = publish(page, "2027-01-01", ("{#no-half-way-status}", "{#something-else}"))
    words = [effect.words for effect in gone["searches"].effects]
    assert any("removed" in line for line in words)
    assert any("#no-half-way-status" in line and "no longer there" in line for line in words)
    kept, _ = publish(
        page, "2027-01-01", ("{#no-half-way-status}", "{#something-else}"), ("evidence:\n", "moved: {no-half-way-status: something-else}\nevidence:\n")
    )
    assert not any("no longer there" in effect.words for group in kept.groups for effect in group.effects)


def test_a_question_touches_its_own_embeds_and_what_leads_to_it(content_files: Files, base: Checked) -> None:
    slug = "nmc-how-many-hours"
    text = content_files[f"faqs/{slug}/2026-11-22.md"].decode()
    asked = re.sub(r"(?m)^title: .*$", "title: How many hours of practice, then?", text)
    made = Publication.of("faq", slug, "2027-01-01", page=asked.encode())
    files = made.overlay(content_files)
    found = impact(base, checked(files), made, files, TODAY)
    assert found.faqs[0] == slug
    assert found["searches"].effects and all(effect.url == f"/faq/{slug}" for effect in found["searches"].effects)
    assert found["facts"].effects == found["entries"].effects == found["answers"].effects == (), "a question is no home of a fact"


def test_a_link_to_a_section_that_goes_is_told(publish: Publish) -> None:
    found, _ = publish("nmc/practice-hours", "2027-01-01", ("{#the-sums}", "{#sums}"))
    assert any("links to #the-sums, which is no longer there" in effect.words for kind in ("faqs", "pages") for effect in found[kind].effects)


def test_every_link_leads_somewhere(publish: Publish, client: FlaskClient) -> None:
    found, _ = publish("nmc/practice-hours", "2027-01-01", ("450", "451"), parameters=number("practice_hours", 700))
    effects = [effect for group in found.groups for effect in group.effects if group.kind != "numbers"]
    addresses = {link for effect in effects for link in (effect.url, *(each.url for each in effect.links[:2]))}
    assert len(addresses) > 50
    pages = {}
    for address in sorted(addresses):
        path, _, anchor = address.partition("#")
        if path not in pages:
            pages[path] = client.get(path, follow_redirects=True)
        assert pages[path].status_code == 200, address
        own = anchor.startswith(("number-", "case-")) or "/guidance/" in path  # of a version that is not there yet
        assert not anchor or own or f'id="{anchor}"' in pages[path].text, address


def test_a_page_that_cannot_be_read_breaks_nothing(content_files: Files, base: Checked) -> None:
    made = Publication.of("nmc", "practice-hours", "2027-01-01", page=b"nothing", evidence=b"[[", parameters=b"\xff")
    files = made.overlay(content_files)
    after = checked(files)
    found = Findings(after.issues, None, base, after, made, files, TODAY)
    told = found.as_dict()
    assert (told["releasable"], told["page"], found.impact.found) == (False, None, ())


SPOILT = {
    "no outcome": (r'(?m)^outcome = "choice"\n', ""),
    "no values": (r"(?m)^\[\[input\.value\]\]\nid = .*\nwords = .*\n", ""),
    "no inputs": (r"(?m)^\[\[input\]\]$", "[[inputs]]"),
    "no numbers": (r"(?m)^\[\[parameter\]\]$", "[[parameters]]"),
    "cut short": (r"(?s)\[\[row\]\].*", "[[row"),
    "unknown values": (r'"chief-executive"', '"chief"'),
    "numbers of another kind": (r"(?m)^value = \d+$", 'value = "many"'),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_table_that_was_spoilt_by_hand_breaks_nothing(content_files: Files, name: str) -> None:
    spoilt = {**content_files, "rules/nmc.toml": re.sub(*SPOILT[name], content_files["rules/nmc.toml"].decode()).encode()}
    assert spoilt["rules/nmc.toml"] != content_files["rules/nmc.toml"]
    words = re.sub(r"(?m)^(## .*) \{#", r"\1 again {#", content_files[HOURS].decode())
    made = Publication.of("nmc", "practice-hours", "2027-01-01", page=words.encode(), parameters=number("practice_hours", 700).encode())
    files = made.overlay(spoilt)
    found = impact(checked(spoilt), checked(files), made, files, TODAY)
    assert found.as_dict()
    assert found["searches"].effects


@pytest.mark.parametrize("page", ["nmc/practice-hours", "hcpc/practice-in-leadership-roles", "gmc/revalidation-requirements", "gphc/six-records"])
def test_it_takes_less_than_half_a_second(publish: Publish, content_files: Files, base: Checked, page: str) -> None:
    collection, _, slug = page.partition("/")
    text = re.sub(r"(?m)^(## .*) \{#", r"\1 again {#", content_files[f"guidance/{page}/2026-11-22.md"].decode())
    made = Publication.of(collection, slug, "2027-01-01", page=text.encode())
    files = made.overlay(content_files)
    after = checked(files)
    begun = time.process_time()
    found = impact(base, after, made, files, TODAY)
    told = found.as_dict()
    assert time.process_time() - begun < 0.5
    assert found["answers"].count > 0
    assert told["days"] == ["2027-01-01"]


def test_lists_are_bounded_and_counted() -> None:
    group = Group("faqs", tuple(Effect(f"faq/{count}", "x", "/", DAY) for count in range(MOST + 10)))
    told = group.as_dict()
    assert told["count"] == MOST + 10
    assert isinstance(told["shown"], list) and len(told["shown"]) == MOST
    assert listed(map(str, range(10))) == "0, 1, 2, 3, 4 and 5 more"
    assert (listed([]), listed("a"), listed("ab")) == ("", "a", "a and b")
