"""What a publication would do to the content of this moment: every issue that it brings, and its page against the one that it follows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from guidance.building import build_library
from guidance.diff import Difference, difference
from guidance.issues import ContentError, errors
from publishing.candidate import Publication
from publishing.checks import check
from publishing.desk import guards
from publishing.findings import Findings
from publishing.release import Releases

Files = Mapping[str, bytes]


class Scales:
    """Weighs publications against content files, with the cache of the releases, so that only what changed is done again."""

    def __init__(self, releases: Releases, today: Callable[[], datetime.date]) -> None:
        self.releases, self.today = releases, today

    def weigh(self, publication: Publication, owner: str, files: Files) -> Findings:
        """Everything about a publication of a regulator. Raises NotAllowed where the page is not its own."""
        kept, on = self.releases.store.load(), self.today()
        before, after = check(files, on, kept), check(publication.overlay(files), on, kept)
        self.releases.store.save()
        guards.own(owner, publication, before.library, after.library)
        told, paths = set(before.issues), set(publication.paths())
        brought = [issue for issue in after.issues if issue.severity == "error" or issue.path in paths or issue not in told]
        brought += guards.faults(publication, files, before.library, after.library, on)
        older, newer = guards.followed(after.library, publication)
        compared = difference(older, newer) if newer and publication.page is not None else None
        return Findings(tuple(sorted(brought)), compared, before, after, publication, publication.overlay(files), on)

    def refuse_errors(self, publication: Publication, owner: str, files: Files) -> None:
        """Raises ContentError where the publication, or anything beside it, has errors; NotAllowed where the page is not the regulator's own."""
        if faults := self.weigh(publication, owner, files).errors:
            raise ContentError(faults)

    def refuse_trespass(self, publication: Publication, owner: str, files: Files) -> None:
        """As `refuse_errors`, but only what the check of a release does not see: whose page it is, and what is in force."""
        kept = self.releases.store.load()
        before, after = build_library(files, kept)[0], build_library(publication.overlay(files), kept)[0]
        guards.own(owner, publication, before, after)
        if faults := errors(guards.faults(publication, files, before, after, self.today())):
            raise ContentError(faults)

    def is_sound(self, files: Files) -> bool:
        """Whether the content has no errors as it stands."""
        return not errors(check(files, self.today(), self.releases.store.load()).issues)

    def difference(self, publication: Publication, files: Files) -> Difference | None:
        """The page of a publication against the version that it follows, or None where it has no page that can be read."""
        library, _ = build_library(publication.overlay(files), self.releases.store.load())
        older, newer = guards.followed(library, publication)
        return difference(older, newer) if newer and publication.page is not None else None
