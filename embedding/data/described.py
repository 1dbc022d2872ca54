"""What a page tells programs about itself in its head: its one canonical address, and for a question the data of schema.org. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guidance.addresses import Parameters, escaped
from guidance.freshness import Freshness
from guidance.library import Library, page_url
from guidance.model import Date, Status, Version
from guidance.pages import facts_of, led_out, linked

FORMS = ("/answer", "/embed")
"""Below these, what stands after a question mark only fills a form or lays a page out otherwise."""
Data = dict[str, object]


def canonical(path: str, told: Iterable[tuple[str, str]], dated: bool) -> str:
    """The address that search engines keep for a page: without the day that it is read for, and for a version that of its page.

    path: as it was asked for. told: its parameters. dated: whether the last part of the path names a version.
    """
    if dated:
        return escaped(path.rpartition("/")[0])
    named = {} if path.startswith(FORMS) else {name: value.strip() for name, value in told if name != "on" and value.strip()}
    return escaped(path) + (f"?{Parameters(named).query()}" if named else "")


def faq_data(library: Library, version: Version, fresh: Freshness, on: Date, site: str) -> Data | None:
    """A question as FAQPage of schema.org, or None where it must not be quoted without its page: not in force, being re-checked, or its check overdue.

    fresh: how fresh it is on that date. site: the address before the path of the page, or empty, and then addresses are relative to the page.
    """
    first = version.section("answer")
    if first is None or library.status(version, on) is not Status.IN_FORCE or fresh.rechecking or fresh.overdue_days:
        return None
    url = f"{site}{page_url(version)}"
    author = {"@type": "Organization", "name": "Stay Registered", "url": f"{site}/"}
    answer = {"@type": "Answer", "text": led_out(first.html, site, url), "url": f"{url}#{first.anchor}", "author": author}
    question = {"@type": "Question", "@id": f"{url}#question", "name": version.meta.title, "acceptedAnswer": answer}
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "@id": url,
        "url": url,
        "inLanguage": "en-GB",
        "dateModified": version.date.isoformat(),
        "lastReviewed": version.meta.checked.isoformat(),
        "author": author,
        "isBasedOn": list(dict.fromkeys(_sources(library, version, on))),
        "mainEntity": [question],
    }


def _sources(library: Library, version: Version, on: Date) -> Iterator[str]:
    """The addresses of what the evidence of a version was seen in, in its order; copies on other hosts are left out."""
    for fact in facts_of(library, (name for section in version.sections for name in section.facts), on):
        yield from (source.address for source in fact.sources if linked(library, source))
