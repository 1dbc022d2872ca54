"""Addresses at which an officer writes: the form in fields, the form for whole files, and what the check says of either.

Nothing is kept between requests: what was typed travels in the form, and comes back filled whatever is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.changing.comparison import field_words
from guidance.issues import ContentError, Issue
from guidance.model import FAQ, Version
from guidance.pages import around
from guidance.routes import parameters
from publishing.candidate import Publication
from publishing.findings import Findings
from publishing.officer import showing
from publishing.officer.routes import call, desk, room, shown, who
from publishing.officer.writing import draft as drafting
from publishing.officer.writing.clashes import Clash, clashes
from publishing.officer.writing.draft import Draft
from publishing.officer.writing.faults import LABELS, Told, told
from publishing.officer.writing.handed import FILES, Handed, Made, make
from publishing.refusals import NeedsMatch, Refused, Stale

blueprint = room("writing")
HOME_COUNTRIES = ("england", "scotland", "wales", "northern-ireland")
UNREAD = "This file is not UTF-8, so we could not read it."


@blueprint.get("/write")
def begin() -> ResponseReturnValue:
    """The form: for a page as it stands, for one that is new (`new=guidance` or `new=faq`), or for what waits (`submission`)."""
    asked = parameters("page", "new", "submission", "way")
    whole = asked.get("way") == "file"
    if name := asked.get("submission"):
        return _form(_waiting(name, whole))
    if new := asked.get("new"):
        if new not in ("guidance", FAQ):
            abort(404)
        owner = who().regulator
        return _form(Handed(drafting.empty(owner, FAQ if new == FAQ else owner, g.today, HOME_COUNTRIES), whole, {}))
    page = g.release.library.pages.get(asked.get("page", ""))
    if page is None or page not in showing.own_pages(g.release.library, who().regulator):
        abort(404)
    version = showing.newest(page, g.today)
    data = g.release.files[version.path].decode("utf-8-sig")
    draft = drafting.begun(version, data, who().regulator, g.today)
    seen = ""
    if draft.date:
        standing = desk().standing(Publication.of(page.collection, page.slug, version.stamp, page=b"-"), who())
        seen = standing.etag if standing and standing.submission is None else ""
    return _form(Handed(draft, whole, {"page": data}, showing.basis(page), seen))


def _waiting(name: str, whole: bool) -> Handed:
    """The form filled with what was submitted."""
    found, publication = desk().find(name, who()), desk().publication(name, who())
    texts = {
        part: data.decode("utf-8", "replace")
        for part, data in zip(FILES, (publication.page, publication.evidence, publication.parameters), strict=True)
        if data
    }
    findings = desk().check(publication, who())
    owner = who().regulator
    if findings.version:
        draft = drafting.held(findings.version, texts["page"], owner)
    else:
        draft, whole = replace(drafting.empty(owner, found.regulator, g.today, ()), slug=found.slug, date=found.stamp[:10]), True
    announce = found.announce.isoformat() if found.announce else ""
    basis = showing.basis(g.release.library.pages.get(found.page_id))
    return Handed(draft, whole, texts, basis, found.etag if found.is_open else "", announce)


@blueprint.post("/write")
def write() -> ResponseReturnValue:
    """Check what was typed, show the page that it makes, or submit it."""
    parameters()
    do, (handed, unread) = request.form.get("do", "check"), _handed()
    if unread or do == "edit":
        return _form(handed, told(unread, {name: name for name in FILES}, None))
    try:
        made = make(handed, g.release.library, g.today)
        handed = made.handed
        findings = desk().check(made.publication, who())
        if do == "page":
            return _page(findings)
        standing = desk().standing(made.publication, who())
        made = replace(made, handed=replace(handed, seen=handed.seen if standing else ""))  # what the officer saw there may have been taken back
        clash = clashes(made.handed, findings, standing)
        if made.faults or findings.errors or clash or do != "submit":
            return _checked(made, findings, clash, stopped=do == "submit")
        done = desk().submit(made.publication, who(), made.handed.seen or None, announce=made.announce, call=call())
    except ContentError as error:
        return _form(handed, told(error.issues, {name: name for name in LABELS}, None))
    except (Stale, NeedsMatch):
        return _checked(made, findings, clashes(handed, findings, desk().standing(made.publication, who())), stopped=True)
    except Refused as error:
        return _form(handed, [Told("", "", error.what, error.remedy)])
    return redirect(url_for("waiting.submission", name=done.id, done="submitted"), 303)


def _handed() -> tuple[Handed, list[Issue]]:
    """The form as it came in, and what could not be read. A file that comes along takes the place of the text that was pasted for it."""
    one = request.form.get
    draft = drafting.typed(lambda name: one(name, ""), request.form.getlist, [name for name in request.form if name], who().regulator)
    texts, unread = {name: one(name, "").replace("\r\n", "\n") for name in FILES}, []
    for name in FILES:
        data = request.files[f"{name}_file"].read() if f"{name}_file" in request.files else b""
        if data:
            try:
                texts[name] = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            except UnicodeDecodeError:
                unread.append(Issue(name, 0, UNREAD, "Save it as UTF-8, then choose it again."))
    return Handed(draft, one("way") == "file", texts, one("basis", ""), one("seen", ""), one("announce", "").strip()), unread


def _checked(made: Made, findings: Findings, clash: list[Clash], stopped: bool) -> ResponseReturnValue:
    """What the check says: the form with its faults, or, without any, what would follow and how the page will look."""
    sections, named = made.handed.draft.sections, {**made.publication.places, "slug": "slug", "date": "date", "announce": "announce"}
    faults, warnings = ([issue for issue in findings.issues if (issue.severity == "error") == wrong] for wrong in (True, False))
    advice = told(warnings, named, made.composed, sections)
    if made.faults or faults:
        return _form(made.handed, told([*made.faults, *faults], named, made.composed, sections), advice)
    handed = made.handed
    for each in clash:
        handed = replace(handed, basis=each.basis if each.basis is not None else handed.basis, seen=each.seen if each.seen is not None else handed.seen)
    version = findings.version
    looks = showing.looks(version, (made.publication.page or b"").decode("utf-8", "replace")) if version else None
    return shown(
        "review.html", handed=handed, found=findings, version=version, change=showing.change(findings), warnings=advice, clash=clash,
        stopped=stopped, looks=looks, fields=_fields(handed), address=made.publication.address, stamp=made.publication.stamp,
    )  # fmt: skip


def _fields(handed: Handed) -> Iterable[tuple[str, str]]:
    """Everything that was typed, as it is carried along in hidden fields."""
    draft = handed.draft
    lone = {"way": "file" if handed.whole else "fields", "collection": draft.collection, "slug": draft.slug, "date": draft.date, "body": draft.body,
            "basis": handed.basis, "seen": handed.seen, "announce": handed.announce, **draft.lines, **handed.texts}  # fmt: skip
    lone |= {f"evidence-{name}": text for name, text in draft.evidence.items()} | {f"moved-{name}": text for name, text in draft.moved.items()}
    return [*lone.items(), *((name, value) for name, values in draft.lists.items() for value in values)]


def _form(handed: Handed, faults: Iterable[Told] = (), warnings: Iterable[Told] = ()) -> ResponseReturnValue:
    """The form, filled with what was typed."""
    library, draft = g.release.library, handed.draft
    page = library.pages.get(handed.page_id) if draft.slug else None
    before = showing.begun_with(page, handed.basis)
    faults = list(faults)
    return shown("file.html" if handed.whole else "write.html", 422 if faults else 200, handed=handed, draft=draft, before=before, page=page, faults=faults,
                 warnings=list(warnings), vanished=drafting.vanished(draft, before) if draft.body else [], options=_options(draft),
                 broken={each.field for each in faults})  # fmt: skip


def _options(draft: Draft) -> dict[str, list[tuple[str, str]]]:
    """The choices of each list: id and name."""
    library = g.release.library
    own = [(item.id, item.name) for item in library.corpus.professions if item.regulator == draft.owner]
    people = own or [(item.id, item.name) for item in library.corpus.professions]
    return {
        "professions": [("any", "All of them"), *people],
        "roles": [("any", "Every role"), *((item.id, item.name) for item in library.corpus.roles)],
        "topics": [(item.id, item.name) for item in library.corpus.topics],
        "countries": [(name, name.replace("-", " ").title()) for name in (*HOME_COUNTRIES, "overseas")],
    }


def _page(findings: Findings) -> ResponseReturnValue:
    """The page as readers will see it."""
    if findings.version is None:
        return shown("refused.html", 422, title="There is no page to see yet", what="The page cannot be read as it is.",
                     remedy="Close this tab, check the page, and mend what is told there.", where="")  # fmt: skip
    return as_read(findings, findings.version)


def as_read(findings: Findings, version: Version, **more: object) -> ResponseReturnValue:
    """A version that is not released, in the very template that readers will get, under a banner that says so."""
    library = findings.checked.library
    page = library.pages[version.page_id]
    shell = "guidance/faq.html" if version.collection == FAQ else "guidance/page.html"
    values = around(library, page, version, g.today, dated=True)
    return render_template(
        "publishing/draft.html", shell=shell, library=library, page=page, version=version, field_words=field_words, **{"link": None, **values, **more}
    )
