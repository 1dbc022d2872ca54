"""Where in a file something stands, for messages about what was already read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from guidance.issues import Spot, spot
from guidance.registers import line_of


class Places:
    """The files of a content folder, asked for places."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def whole(self, path: str) -> str:
        """The text of a file, lines ended by line feeds; nothing where there is no such file."""
        return self._files.get(path, b"").decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")

    def key(self, path: str, name: str, inner: str = "") -> Spot:
        """Where a key of front matter stands, or a key within it; else line 2, where front matter begins."""
        text = self.whole(path)
        found = re.search(rf"(?m)^{re.escape(name)}[ \t]*:", text)
        if found and inner:
            within = re.compile(rf"""(?m)(?:^[ \t]+|[{{,][ \t]*)(?P<key>["']?{re.escape(inner)}["']?[ \t]*:)""").search(text, found.start())
            return spot(text, within.start("key") if within else found.start())
        return spot(text, found.start()) if found else Spot(2)

    def text(self, path: str, *texts: str) -> Spot:
        """Where the first of these texts that stands in the file does, else line 1."""
        text = self.whole(path)
        at = next((at for item in texts if (at := text.find(item)) >= 0), None)
        return Spot(1) if at is None else spot(text, at)

    def entry(self, path: str, identifier: str) -> int:
        """The line of the entry with that id in a TOML file, else 1."""
        return line_of(self._files.get(path, b""), identifier)
