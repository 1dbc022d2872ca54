"""How what stands on other sites' pages stands today: each question or answer with its dates, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from embedding.addressed import Nothing, embed_at, tells_facts
from embedding.asked import Embed
from embedding.choosing import choose
from embedding.finding import question_page
from embedding.following.pasted import MOST, things
from embedding.naming import title
from embedding.reply import Reply, reply
from guidance.addresses import shown
from guidance.dates import in_words
from guidance.freshness import Freshness, freshness
from guidance.library import Library, page_url
from guidance.model import FAQ, Date, Page, Status, Version
from guidance.moved import Moved
from guidance.pages import version_shown
from rules.table import Table

Kind = Literal["question", "answer", "list", ""]
State = Literal["in force", "announced", "withdrawn", "moved", "unknown"]
STATES: dict[Status, State] = {Status.IN_FORCE: "in force", Status.ANNOUNCED: "announced", Status.WITHDRAWN: "withdrawn", Status.REPLACED: "in force"}
"""The version at a page's own address is never one that another replaced."""
MOST_SHOWN = 300
"""Characters that are shown back of what was asked for."""
EMPTY = "No question fits all of these filters today."
NAMELESS = "Nothing here names a question, an answer or an address."


@dataclass(frozen=True)
class Line:
    """How one thing stands. Dates are None, and texts empty, where there is nothing to say.

    asked: what somebody asked for, as they wrote it. id: `slug`, or `answer/profession/role`, that it has now or had last. url, embed, feed: absolute
    addresses of its page, its frame and its feed. since: from when its wording is in force. changed_on, change: what changed in the last 30 days.
    rechecking: words, while it is being re-checked. withdrawn_on, reason: its end. instead, instead_url: id and address of what replaced it.
    remark: what else an owner should know. personal: whether what was asked may tell facts of a person; then it is not shown back.
    """

    asked: str
    state: State
    id: str = ""
    kind: Kind = ""
    title: str = ""
    url: str = ""
    embed: str = ""
    feed: str = ""
    since: Date | None = None
    checked: Date | None = None
    next_check: Date | None = None
    changed_on: Date | None = None
    change: str = ""
    rechecking: str = ""
    withdrawn_on: Date | None = None
    reason: str = ""
    instead: str = ""
    instead_url: str = ""
    remark: str = ""
    personal: bool = False


@dataclass(frozen=True)
class Report:
    """How everything that was asked for stands on a date, in the release with a digest."""

    on: Date
    digest: str
    lines: tuple[Line, ...]

    @property
    def personal(self) -> bool:
        """Whether what was asked may tell facts of a person."""
        return any(line.personal for line in self.lines)


@dataclass(frozen=True)
class Looker:
    """Looks things up in a release for a date. site: the address of our site. hosts: our own hosts, as `addressed.embed_at` takes them."""

    library: Library
    tables: Mapping[str, Table]
    site: str
    hosts: Collection[str]
    on: Date

    def all(self) -> Report:
        """Every question that there is or ever was, by id."""
        names = [page.slug for page in self.library.corpus.pages if page.collection == FAQ]
        names += [name.removeprefix(f"{FAQ}/") for name in self.library.moved if name.startswith(f"{FAQ}/")]
        return self._report(line for name in sorted(names) for line in self._questions(name, Embed(ids=(name,), single=True)))

    def named(self, text: str) -> Report:
        """What is named in a text, in its order. The text may hold ids, addresses and code; what is none of ours is told as unknown."""
        found, left = things(text)
        lines = [line for name in found for line in self._named(name)] or [Line("", "unknown", remark=NAMELESS)]
        if left:
            lines.append(Line("", "unknown", remark=f"{MOST} can be looked up at once; {left} more {'was' if left == 1 else 'were'} named."))
        return self._report(lines)

    def _report(self, lines: Iterable[Line]) -> Report:
        return Report(self.on, self.library.digest, tuple(lines))

    def _named(self, name: str) -> Iterator[Line]:
        address = self._address(name)
        personal = tells_facts(address)
        said = "" if personal else shown(name, MOST_SHOWN)
        found = embed_at(address, self.hosts, self.library, self.on, follow=False)
        if isinstance(found, Nothing):
            yield Line(said, "unknown", remark=found.reason, personal=personal)
        elif found.answer and (told := reply(*found.answer, self.library, self.tables, self.site, self.on)):
            yield replace(self._answer(said, found, told), personal=personal)
        else:
            yield from self._questions(said, found)

    def _address(self, name: str) -> str:
        """A thing as an address: a whole one stays, a host of ours may lack its scheme, an id is that of a question unless it says otherwise."""
        first, _, rest = name.partition("/")
        if not first or "://" in name:
            return name
        if rest and first in self.hosts:
            return f"http://{name}"
        return f"/{name}" if rest else f"/{FAQ}/{name}"

    def _questions(self, said: str, embed: Embed) -> Iterator[Line]:
        """A line for each question that an embed shows, and for each that it names in vain."""
        names = embed.ids or [version.slug for version in choose(embed, self.library, self.on).versions]
        for name in names:
            page = question_page(name, self.library)
            yield self._question(said, name, page) if page else Line(said, "unknown", shown(name), remark="No question has or had this id.")
        if not names:
            yield Line(said, "unknown", kind="list", title=title(embed, self.library, self.on), embed=self._at(embed), remark=EMPTY)

    def _question(self, said: str, name: str, page: Page) -> Line:
        version = version_shown(page, self.on)
        present = Embed(ids=(page.slug,), single=True)
        meta, state, fresh = version.meta, self.library.status(version, self.on), freshness(self.library, version, self.on)
        ended = meta.withdrawn if state is Status.WITHDRAWN else None
        moved = self.library.moved.get(f"{FAQ}/{name}") if name != page.slug else None
        instead = page if moved else self.library.pages.get(ended.successor) if ended else None
        return Line(
            asked=said,
            state="moved" if moved else STATES[state],
            id=name,
            kind="question",
            title=meta.title,
            url=f"{self.site}{page_url(version)}",
            embed=self._at(present),
            feed=f"{self.site}{present.feed}",
            since=version.date,
            checked=meta.checked,
            next_check=meta.next_check,
            changed_on=fresh.changed_on,
            change=fresh.change,
            rechecking=fresh.rechecking,
            withdrawn_on=ended.date if ended else None,
            reason=ended.reason if ended else "",
            instead=_id(instead) if instead else "",
            instead_url=f"{self.site}{page_url(instead.versions[0])}" if instead else "",
            remark=" ".join(_remarks(version, moved, fresh, self.on)),
        )

    def _answer(self, said: str, embed: Embed, told: Reply) -> Line:
        last, recheck = next(iter(told.changed), None), told.found.recheck
        return Line(
            asked=said,
            state="in force",
            id=f"answer/{told.found.profession.id}/{told.found.role.id}",
            kind="answer",
            title=told.found.question,
            url=told.url,
            embed=self._at(embed),
            feed=f"{self.site}{embed.feed}",
            since=told.since,
            checked=told.checked,
            next_check=told.next_check,
            changed_on=last.date if last else None,
            change=f"{last.title}: {last.said}" if last else "",
            rechecking=recheck.words if recheck else "",
        )

    def _at(self, embed: Embed) -> str:
        """The address of a frame without a wish how it looks."""
        return f"{self.site}{embed.bare.address()}"


def _id(page: Page) -> str:
    """How a page is named here: a question by its slug, as in addresses of embeds, anything else by `collection/slug`."""
    return page.slug if page.collection == FAQ else page.id


def _remarks(version: Version, moved: Moved | None, fresh: Freshness, on: Date) -> Iterator[str]:
    """What an owner should know beside the dates of a question."""
    ends = version.meta.withdrawn
    if moved:
        yield f"It has had another id since {in_words(moved.since)}. {moved.reason}"
    if fresh.overdue_days:
        yield "The date for checking it again has passed."
    if ends and ends.date > on:
        yield f"It ends on {in_words(ends.date)}. {ends.reason}"
    if fresh.ahead and fresh.ahead is not version:
        yield f"A change is announced for {in_words(fresh.ahead.date)}. {fresh.ahead.meta.change}"
