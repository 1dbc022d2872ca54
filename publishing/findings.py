"""What a publication would do, were it released now: its issues, its page against the one that it follows, its impact, and the page as rendered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from guidance.diff import Difference
from guidance.issues import Issue, errors
from guidance.model import Date, Version
from guidance.pages import version_json
from publishing.candidate import Publication
from publishing.checks import Checked
from publishing.impact import Impact, impact


@dataclass(frozen=True)
class Findings:
    """What the checks and the comparison find. issues: every error, and the warnings that the publication brings.

    difference: its page against the version that it follows, or None without a page that can be read. before, checked: the content without it, and with
    it. files: the content with it. today: the day of asking.
    """

    issues: tuple[Issue, ...]
    difference: Difference | None
    before: Checked
    checked: Checked
    publication: Publication
    files: Mapping[str, bytes]
    today: Date

    @property
    def errors(self) -> list[Issue]:
        """What refuses it."""
        return errors(self.issues)

    @cached_property
    def impact(self) -> Impact:
        """What it touches beyond its own page. Worked out when it is asked for: an approval needs only the errors."""
        return impact(self.before, self.checked, self.publication, self.files, self.today)

    @cached_property
    def version(self) -> Version | None:
        """Its page as readers will see it, or None without a page that can be read."""
        page = self.checked.library.pages.get(self.publication.page_id) if self.publication.page is not None else None
        return next((version for version in (page.versions if page else ()) if version.stamp == self.publication.stamp), None)

    def as_dict(self) -> dict[str, object]:
        """The findings as JSON-ready keys and values; `page` is what /api/v1/guidance and /api/v1/faq will give."""
        shown = self.version
        return {
            "releasable": not self.errors,
            "issues": [issue.as_dict() for issue in self.issues],
            "difference": self.difference.as_dict() if self.difference else None,
            "impact": self.impact.as_dict(),
            "page": version_json(self.checked.library, shown, max(self.today, shown.date)) if shown else None,
        }
