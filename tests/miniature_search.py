"""A small library made in code, for the tests of search: two regulators, context, FAQs, and a page with an old, a present and a coming version."""

from __future__ import annotations

from datetime import date
from typing import Any

from guidance.library import Corpus, Library
from guidance.model import DecidesAs, Fact, FrontMatter, Page, Profession, Regulator, Role, Section, Signpost, Topic, Version

TODAY = date(2026, 11, 22)
SYNONYMS = b"""
[[group]]
words = ["practice hours", "450 hours", "hrs"]
reason = "one thing"
[[group]]
words = ["who signs", "sign off", "confirmer"]
reason = "one thing"
[[group]]
kind = "one-way"
from = ["dubai"]
to = ["abroad"]
reason = "a place"
[[group]]
words = ["licence", "pin"]
reason = "a wrong word, for nurses"
regulator = "nmc"
[[clash]]
letters = "PA"
meanings = [{ means = "physician associate", profession = "physician-associate" }, { means = "personal assistant" }]
[[clash]]
letters = "MD"
meanings = [{ means = "medical director", role = "medical-director" }, { means = "managing director", role = "chief-executive" }]
[[clash]]
letters = "PT"
meanings = [{ means = "physiotherapist", profession = "physiotherapist" }, { means = "nurse on trial", profession = "nurse" }]
"""


def meta(**changes: Any) -> FrontMatter:
    told: dict[str, Any] = {
        "title": "A page", "kind": "guidance", "summary": "What this is.", "professions": ("any",), "roles": ("any",), "topics": ("hours",),
        "countries": ("england",), "authority": "summary", "change": "First.", "significance": "major", "checked": TODAY, "next_check": TODAY, "evidence": {},
    }  # fmt: skip
    return FrontMatter(**{**told, **changes})


def version(collection: str, slug: str, day: date, sections: dict[str, tuple[str, str]], **changes: Any) -> Version:
    parts = tuple(Section(anchor=anchor, heading=heading, html="", text=text) for anchor, (heading, text) in sections.items())
    return Version(collection=collection, slug=slug, date=day, path=f"{collection}/{slug}/{day}.md", meta=meta(**changes), sections=parts)


def page(*versions: Version) -> Page:
    return Page(collection=versions[0].collection, slug=versions[0].slug, versions=versions)


def regulator(name: str, decides: bool = True) -> Regulator:
    return Regulator(id=name, name=f"The {name} council", short=name.upper(), covers="People.", line="Line.", site="", confirm="confirm", decides=decides)


def role(name: str, shown: str, *synonyms: str) -> Role:
    alike = {"gmc": DecidesAs(role=name), "nmc": DecidesAs(role=name)}
    return Role(id=name, name=shown, article=f"a {shown.lower()}", synonyms=synonyms, decides_as=alike)


def profession(name: str, shown: str, council: str, *synonyms: str) -> Profession:
    return Profession(id=name, name=shown, plural=f"{shown.lower()}s", article=f"a {shown.lower()}", regulator=council, synonyms=synonyms)


PAGES = (
    page(
        version("nmc", "hours", date(2020, 1, 1), {"how-many": ("How many hours", "You needed four hundred and fifty hours then.")}, title="Practice hours"),
        version(
            "nmc", "hours", date(2025, 4, 1),
            {
                "how-many": (
                    "How many hours",
                    "You need 450 hours in three years. They must rely on what you know as a nurse. <script>alert(1)</script> is text.",
                ),
                "what-counts": ("What counts", "Hours as a chief executive count when they rely on nursing knowledge."),
                "abroad": ("Hours abroad", "Hours abroad count too."),
                "records": ("Records of hours", "Keep a record of your hours."),
            },
            title="Practice hours", professions=("nurse",), roles=("chief-executive",),
        ),
        version("nmc", "hours", date(2027, 1, 1), {"how-many": ("How many hours", "From January you need 500 hours and a zebra.")}, title="Practice hours"),
    ),
    page(version("nmc", "signing", date(2025, 4, 1), {"confirmer": ("Your confirmer", "Somebody must confirm. Who signs is your line manager.")},
                 title="Who signs")),
    page(version("gmc", "licence", date(2025, 4, 1), {"keep": ("Keep the licence", "A doctor may give up the licence and keep the name on the register.")},
                 title="Licence to practise", topics=("licence",))),
    page(version("gmc", "gone", date(2025, 4, 1), {"all": ("All of it", "This quagga page about hours has been withdrawn.")}, title="Withdrawn page",
                 withdrawn={"date": date(2026, 6, 1), "reason": "Ended."})),
    page(version("context", "boards", date(2025, 4, 1), {"seats": ("Reserved seats", "Some board seats are kept for a doctor or a nurse.")},
                 title="Board seats", countries=("england", "wales"))),
    page(version("faq", "nmc-ceo", date(2025, 4, 1),
                 {"answer": ("Answer", "Yes, if your hours rely on nursing."), "detail": ("Detail", "More on hours.")},
                 title="Can I stay registered as a chief executive?", kind="faq", regulators=("nmc",), roles=("chief-executive",))),
)  # fmt: skip


def library(pages: tuple[Page, ...] = PAGES, digest: str = "digest-1") -> Library:
    """The miniature library, or one of other pages under the same registers."""
    return Library(
        Corpus(
            regulators=(regulator("gmc"), regulator("nmc"), regulator("context", decides=False)),
            professions=(
                profession("doctor", "Doctor", "gmc", "gp", "surgeon"), profession("nurse", "Nurse", "nmc", "rn", "had"),
                profession("physician-associate", "Physician associate", "gmc", "pa"), profession("physiotherapist", "Physiotherapist", "nmc", "physio"),
            ),
            signposts=(Signpost(id="dentist", name="Dentist", article="a dentist", synonyms=("orthodontist",), body="GDC"),),
            roles=(role("chief-executive", "Chief executive", "ceo", "running a trust"), role("medical-director", "Medical director", "md"),
                   role("chief-nurse", "Chief nurse", "nurse director")),
            topics=(Topic(id="hours", name="Hours"), Topic(id="licence", name="Licence")),
            facts=(Fact(id="NMC-1", group="", says="Hours.", basis="seed", seen=TODAY, collection="nmc"),),  # type: ignore[arg-type]
            pages=pages,
        ),
        digest,
    )  # fmt: skip
