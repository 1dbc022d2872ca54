"""Permanent addresses: an id that was once given to a page leads somewhere for ever. Pure.

What the list of moved pages must hold, and which ids a release may not forget.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from guidance import contract
from guidance.issues import Issue
from guidance.library import Library
from guidance.model import FAQ
from guidance.moved import PATH, Moved, last, read_moved
from guidance.registers import LISTS, read_registers
from publishing.places import Places


def check(library: Library, places: Places) -> Iterable[Issue]:
    """Every fault of the list of moved pages: each entry leads in one step from an id that is free to a page of the same kind."""
    for entry in library.corpus.moved:
        for fault, remedy in _faults(library, entry):
            yield Issue(PATH, places.entry(PATH, entry.id), f"{entry.id}: {fault}", remedy)


def _faults(library: Library, entry: Moved) -> Iterable[tuple[str, str]]:
    if entry.id in library.pages:
        yield "there is a page with this id, so its address cannot lead elsewhere.", "Give that page a slug that was never used."
    if entry.to in library.moved:
        end = last(library.moved, entry.to)
        if end in library.pages:
            yield f"`to` names {entry.to}, which has moved itself.", f'Write `to = "{end}"`.'
        else:
            yield f"`to` names {entry.to}, which leads to no page.", "Name the page where the subject stands now."
    elif entry.to not in library.pages:
        yield f"`to` names {entry.to}, which does not exist.", "Name the page where the subject stands now, as faq/slug or collection/slug."
    elif (entry.id.startswith(f"{FAQ}/")) != (entry.to.startswith(f"{FAQ}/")):
        yield (
            f"`to` names {entry.to}: an FAQ leads to an FAQ, a page of guidance to one of guidance.",
            "Name one of its kind, or keep the page and withdraw it.",
        )


def promised(files: Mapping[str, bytes]) -> set[str]:
    """The ids that content has promised to keep: those of its pages, by the paths of their files, and those that it sends on.

    files: a content folder; of pages, the paths alone are looked at, so that content of any age can be asked.
    """
    ids = {item.id for item in read_moved(files)[0]}
    for path in files:
        match path.split("/"):
            case ["guidance", collection, slug, _]:
                ids.add(f"{collection}/{slug}")
            case ["faqs", slug, _]:
                ids.add(f"{FAQ}/{slug}")
    return ids


def vanished(before: Collection[str], after: Collection[str]) -> list[Issue]:
    """An error for each id that was promised before and is not any more."""
    remedy = f"Put it back and withdraw it (`withdrawn` in its front matter), or name in {PATH} the page where its subject stands now."
    return [
        Issue(_path(name), 0, f"{name} has an address that people and intranets keep, and neither a page nor {PATH} has this id any more.", remedy)
        for name in sorted({*before} - {*after})
    ]


def entries(files: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """The entries of lists that addresses and programs name, and the notices of the contract: the path of each list, and the id. files: a content folder."""
    lists = read_registers(files)[0]
    found = {(path, item.id) for path, kinds in LISTS.items() for kind in kinds for item in lists[kind]}
    return found | {(contract.PATH, item.id) for item in contract.read_notices(files)[0]}


def struck(before: Collection[tuple[str, str]], after: Collection[tuple[str, str]]) -> list[Issue]:
    """An error for each entry of a list that was there before and is not any more."""
    remedy = "Put the entry back, under this id. Its names and words may change."
    return [Issue(path, 0, f"{name} is gone, and embeds, links or programs of others name it.", remedy) for path, name in sorted({*before} - {*after})]


def _path(name: str) -> str:
    """Where the files of a page stand within the content folder."""
    return f"faqs/{name.removeprefix(f'{FAQ}/')}" if name.startswith(f"{FAQ}/") else f"guidance/{name}"
