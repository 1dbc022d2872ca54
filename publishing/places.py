"""Where in a file something stands, for messages about what was already read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from guidance.registers import line_of


class Places:
    """The files of a content folder, asked for lines."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def _text(self, path: str) -> str:
        return self._files.get(path, b"").decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")

    def key(self, path: str, name: str, inner: str = "") -> int:
        """The line of a key of front matter, or of a key within it; else 2, where front matter begins."""
        text = self._text(path)
        found = re.search(rf"(?m)^{re.escape(name)}[ \t]*:", text)
        if found and inner:
            found = re.compile(rf"""(?m)^[ \t]+["']?{re.escape(inner)}["']?[ \t]*:""").search(text, found.start()) or found
        return text.count("\n", 0, found.start()) + 1 if found else 2

    def text(self, path: str, *texts: str) -> int:
        """The line of the first of these texts that stands in the file, else 1."""
        text = self._text(path)
        at = next((at for item in texts if (at := text.find(item)) >= 0), 0)
        return text.count("\n", 0, at) + 1

    def entry(self, path: str, identifier: str) -> int:
        """The line of the entry with that id in a TOML file, else 1."""
        return line_of(self._files.get(path, b""), identifier)
