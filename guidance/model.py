"""The values that content is made of, typed and frozen.

Everything is pydantic so that one declaration types the files, the release on disk and the JSON; nothing here reads files or knows the date.
"""

from __future__ import annotations

import datetime
import re
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

Date = datetime.date
FIRST_YEAR, LAST_YEAR = 1800, 2100
"""The years of which content may speak: rules of the nineteenth century are in force, and arithmetic stays far from the ends of the calendar."""

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Field(pattern=SLUG, max_length=80)]
FactId = Annotated[str, Field(pattern=r"^[A-Z]+-\d{1,3}$")]
Country = Literal["england", "scotland", "wales", "northern-ireland", "overseas"]
FAQ = "faq"
"""The collection name under which FAQs are kept in the library (their folder is `faqs/`)."""


def _one_line(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    if len(value.splitlines()) > 1:
        raise ValueError("must stand on one line")
    return value


def _calendar_date(value: object) -> object:
    if not (re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) if isinstance(value, str) else isinstance(value, Date)):
        raise ValueError("must be a date such as 2026-11-22")  # pydantic would take seconds since 1970, too
    return value


def _within_reach(value: Date) -> Date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}")
    return value


def _web_address(value: str) -> str:
    if not re.fullmatch(r"(https?://[^\s/?#\[\]@\\]+([/?#]\S*)?)?", value):
        raise ValueError("must be an address such as https://www.example.org/page")
    urlsplit(value)  # which raises for hosts that no browser would open
    return value


Day = Annotated[Date, BeforeValidator(_calendar_date), AfterValidator(_within_reach)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An address that may become a link, or nothing."""

Line = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]


class Frozen(BaseModel):
    """A value that refuses unknown keys and changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Basis(StrEnum):
    """Why we hold a fact to be true. `known` is always shown as "confirm with the regulator"."""

    SOURCE = "source"
    SEED = "seed"
    KNOWN = "known"


class Status(StrEnum):
    """The state of a version on a date."""

    ANNOUNCED = "announced"
    IN_FORCE = "in-force"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Source(Frozen):
    """Where a fact was seen. `shown` is the date or age that the source itself shows, in words."""

    title: str
    publisher: str = ""
    address: WebAddress = ""
    shown: str = ""


class Statement(Frozen):
    """A fact as an editor writes it. `seen`: when its sources were looked up; `checked`, `remark`: a second reader's visit."""

    id: FactId
    group: str
    says: str
    basis: Basis
    basis_note: str = ""
    seen: Day
    checked: Day | None = None
    remark: str = ""
    sources: tuple[Source, ...] = Field(default=(), alias="source")


class Fact(Statement):
    """A fact of evidence: a statement, and where it stands.

    came_with: stamp and slug of the publication that brought it, empty for what stands in the collection's own file. since: the day from which it
    holds as it is told here, None where it always did; before it, an older fact of the same id does, if there is one.
    """

    collection: str
    came_with: str = ""
    since: Day | None = None

    @property
    def path(self) -> str:
        """The file in which it stands, within the content folder."""
        return f"evidence/{self.collection}/{self.came_with}.toml" if self.came_with else f"evidence/{self.collection}.toml"

    @property
    def confirm(self) -> bool:
        """Whether readers must be told to confirm it."""
        return self.basis is Basis.KNOWN


class Regulator(Frozen):
    """A regulator, or `context`, the collection that decides nothing. `copies`: hosts whose addresses are shown but not linked."""

    id: Slug
    name: str
    short: str
    covers: str
    line: str
    site: WebAddress
    confirm: str
    decides: bool
    copies: tuple[str, ...] = ()


class Topic(Frozen):
    """A subject by which pages are found."""

    id: Slug
    name: str


class Profession(Frozen):
    """A registered profession that the rules answer for. `parts`: what is kept or lost apart (a doctor's name on the register, and licence)."""

    id: Slug
    name: str
    plural: str
    article: str
    regulator: str
    register_name: str = ""
    countries: tuple[Country, ...] = ()
    synonyms: tuple[str, ...] = ()
    note: str = ""
    parts: tuple[str, ...] = ()
    evidence: tuple[FactId, ...] = ()


class Signpost(Frozen):
    """A profession of another register, or of none: where to send its people. Never an outcome."""

    id: Slug
    name: str
    article: str
    synonyms: tuple[str, ...] = ()
    countries: tuple[Country, ...] = ()
    body: str
    differs: str = ""
    confirm: bool = False
    link: WebAddress = ""
    source: tuple[str, ...] = ()


class DecidesAs(Frozen):
    """How a role is read by one regulator's table: its role there, and facts that the role settles by itself."""

    role: str
    facts: dict[str, str] = Field(default_factory=dict)


class Role(Frozen):
    """A leadership role. `knowledge`: whether professional knowledge is normally relied on (a default for wording, never a fact).

    `held_by`: the professions or signposts, the usual first, that nearly always hold it: search takes somebody who names the role alone for one of them.
    """

    id: Slug
    name: str
    article: str
    synonyms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    held_by: tuple[Slug, ...] = ()
    sector: str = ""
    board: str = ""
    note: str = ""
    knowledge: str = ""
    evidence: tuple[FactId, ...] = ()
    confirm: bool = False
    decides_as: dict[str, DecidesAs] = Field(default_factory=dict)


class Withdrawal(Frozen):
    """From when a page is withdrawn, why, and what to read instead (`collection/slug`, or empty)."""

    date: Day
    reason: Line
    successor: str = ""


class Assertion(Frozen):
    """Facts about a person and the outcome that an FAQ's words promise for them."""

    facts: dict[str, str]
    outcome: str


class FrontMatter(Frozen):
    """What stands between the `---` lines of a version. See docs/content.md for each key."""

    title: Annotated[Line, Field(max_length=160)]
    kind: Literal["guidance", "faq"]
    summary: Annotated[Line, Field(max_length=200)]
    regulators: tuple[Slug, ...] = ()
    professions: Annotated[tuple[Slug, ...], Field(min_length=1)]
    roles: Annotated[tuple[Slug, ...], Field(min_length=1)]
    topics: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=6)]
    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    authority: Literal["summary", "regulator"]
    source: WebAddress = ""
    change: Line
    significance: Literal["major", "minor"]
    checked: Day
    next_check: Day
    rule_since: Day | None = None
    evidence: dict[Slug, tuple[FactId, ...]]
    charts: dict[Slug, str] = Field(default_factory=dict)
    asserts: tuple[Assertion, ...] = ()
    moved: dict[Slug, str] = Field(default_factory=dict)
    withdrawn: Withdrawal | None = None


class Section(Frozen):
    """The part of a version under one heading. `text` is plain, for search and quotation; `facts` rest under it."""

    anchor: str
    heading: str
    html: str
    text: str
    facts: tuple[FactId, ...] = ()


class Version(Frozen):
    """One dated wording of a page. `date` is the first day on which we vouch for it; `revision` counts same-day corrections from 1."""

    collection: str
    slug: str
    date: Day
    revision: int = 1
    path: str
    meta: FrontMatter
    sections: tuple[Section, ...]

    @property
    def page_id(self) -> str:
        """`collection/slug`: the permanent name of the page."""
        return f"{self.collection}/{self.slug}"

    @property
    def stamp(self) -> str:
        """The date (and revision) as it stands in the file name and the address."""
        return self.date.isoformat() + (f".{self.revision}" if self.revision > 1 else "")

    def section(self, anchor: str) -> Section | None:
        """The section with that anchor, if there is one."""
        return next((part for part in self.sections if part.anchor == anchor), None)


class Page(Frozen):
    """One subject: its versions, oldest first."""

    collection: str
    slug: str
    versions: tuple[Version, ...]

    @property
    def id(self) -> str:
        """`collection/slug`."""
        return f"{self.collection}/{self.slug}"
