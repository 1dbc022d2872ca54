"""The feed of an embed: what changes what it shows. One that asks for nothing that we have says so as an entry, since feed readers hide errors. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from embedding.asked import Embed
from embedding.finding import held, present
from embedding.following.concerning import concerning
from embedding.naming import full_page, title
from guidance.library import Library
from guidance.model import Date
from rules.table import Table
from rules.telling.feeds import AUTHORITY, MOST, Feed, Item, Named, feed_named, item, moment


def feed_of(embed: Embed, library: Library, tables: Mapping[str, Table], site: str, on: Date) -> Feed:
    """The feed of an embed as told on a date. However it looks, its feed is one. site: the address of our site."""
    bare = present(embed, library).bare
    path = bare.feed
    named = Named(f"{AUTHORITY}:{path.lstrip('/')}", f"Changes: {title(bare, library, on)}", f"{site}{full_page(bare, library, on)}", f"{site}{path}")
    if not held(bare, library):
        return faulty(path, ("We have no such question or answer.",), library, site, on)
    found = concerning(bare, library, tables, on)[:MOST]
    return feed_named(named, (item(entry, library, site) for entry in found), library, site, on)


def faulty(path: str, faults: tuple[str, ...], library: Library, site: str, on: Date) -> Feed:
    """The feed of an address that no embed has. path: as it was asked for. faults: what is wrong, in sentences for an owner."""
    name = f"{AUTHORITY}:{path.lstrip('/')}"
    when = moment(library.last_checked(on) or on)
    remedy = "Make the code of the embed anew, and follow the feed that stands beside it."
    only = Item(f"{name}:faulty", "This feed follows nothing", f"{site}/embed", "", when, " ".join(faults), remedy, (), ())
    return feed_named(Named(name, "Changes of an embed that we do not have", f"{site}/embed", f"{site}{path}"), [only], library, site, on)
