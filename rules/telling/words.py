"""Changes in words: for whom they are, which answers they touch, and what a list of them is called. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guidance.library import Library, page_url
from rules.telling.changes import Entry, Wanted
from rules.touched import Touched

MOST_NAMED = 4
"""So many professions or roles are named; of more, their number is told."""


@dataclass(frozen=True)
class AnswerLink:
    """A general answer that a change touches, or all of one regulator's or profession's."""

    words: str
    url: str


def people(entry: Entry, library: Library) -> str:
    """For whom a change is: professions, then roles."""
    shorts = [library.regulators[name].short for name in entry.regulators if name in library.regulators and library.regulators[name].decides]
    if "any" in entry.professions:
        whom = f"everybody on the register of the {_listed(shorts)}" if shorts else "everybody"
    else:
        held = [library.professions.get(name) for name in entry.professions]
        whom = _listed([item.plural for item in held if item]) or "everybody"
    if "any" in entry.roles:
        return f"For {whom}, in every role."
    roles = [library.roles[name].name.lower() for name in entry.roles if name in library.roles]
    return f"For {whom}: {_listed(roles, 'roles')}." if roles else f"For {whom}."


def _listed(names: Iterable[str], what: str = "professions") -> str:
    held = list(names)
    if len(held) > MOST_NAMED:
        return f"{len(held)} {what}"
    return " and ".join(filter(None, (", ".join(held[:-1]), held[-1]))) if held else ""


def answers(touched: Touched, library: Library) -> tuple[AnswerLink, ...]:
    """The general answers that a change touches, in few lines: whole regulators, then professions, those with one role by their answer."""
    links = []
    for regulator in library.corpus.regulators:
        if regulator.id in touched.regulators:
            links.append(AnswerLink(f"Every {regulator.short} answer", f"/regulator/{regulator.id}#sr-professions"))
    for profession, roles in touched.by_profession(library):
        if len(roles) == len(library.corpus.roles):
            links.append(AnswerLink(f"{profession.name}: every role", f"/answer/{profession.id}/{roles[0].id}"))
        elif len(roles) > MOST_NAMED:
            links.append(AnswerLink(f"{profession.name}: {len(roles)} roles, such as {roles[0].article}", f"/answer/{profession.id}/{roles[0].id}"))
        else:
            links += [AnswerLink(f"{profession.name} as {role.article}", f"/answer/{profession.id}/{role.id}") for role in roles]
    return tuple(links)


def title(wanted: Wanted, library: Library) -> str:
    """What the list of changes is called."""
    parts = []
    if wanted.profession and wanted.role:
        parts.append(f"the answer for {wanted.profession.article} as {wanted.role.article}")
    else:
        parts += [wanted.profession.plural] if wanted.profession else []
        parts += [wanted.role.article] if wanted.role else []
    if wanted.page:
        parts.append(wanted.page.versions[-1].meta.title)
    if wanted.regulator and wanted.regulator in library.regulators:
        parts.insert(0, library.regulators[wanted.regulator].short)
    return f"Changes: {', '.join(parts)}" if parts else "Changes"


def as_dict(entry: Entry, library: Library) -> dict[str, object]:
    """A change as JSON."""
    page = library.pages.get(entry.page)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "status": entry.status.value,
        "from": entry.date.isoformat(),
        "title": entry.title,
        "change": entry.said,
        "significance": "major" if entry.major else "minor",
        "first": entry.first,
        "for": people(entry, library),
        "regulators": list(entry.regulators),
        "professions": list(entry.professions),
        "roles": list(entry.roles),
        "url": entry.url,
        "page": page_url(page.versions[0]) if page else None,
        "compare": entry.compared or None,
        "answers": {
            "regulators": sorted(entry.touched.regulators),
            "professions": {each.id: [role.id for role in roles] for each, roles in entry.touched.by_profession(library)},
        },
    }
