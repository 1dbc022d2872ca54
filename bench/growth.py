"""From saving one page to finding it: `script/bench growth --copies 5`.

Our content is multiplied (each copy has pages, addresses and facts of its own), released, and then one page is saved several times. A figure is the time from
the save until a running site finds the new word, the watch of the content folder included; processor time stands beside it, since machines are noisy.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench.corpora import ROOT, TODAY
from guidance.reading import read_content
from publishing.current import Current
from publishing.release import Releases
from search.query import parse

PAGE = "guidance/nmc/practice-hours/2026-11-22.md"
LETTERS = "BCDEFGHIJ"
PATIENCE = 300.0
"""Seconds after which a word that is still not found is an error."""


def main() -> None:
    """Release, save, wait, print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--copies", type=int, default=5, help="copies of our content beside it, 0 to 9; five make about 5,000 sections")
    arguments.add_argument("--saves", type=int, default=5, help="how often the page is saved")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        for path, data in multiplied(read_content(ROOT / "content"), chosen.copies).items():
            target = content / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        begun, spent = time.perf_counter(), time.process_time()
        site = Current(content, Releases(Path(folder) / "instance"), lambda: TODAY, True)
        sections = sum(len(version.sections) for page in site.release().library.corpus.pages for version in page.versions)
        print(f"{sections:,} sections. The first release, nothing kept: {_since(begun, spent)}.")
        for number in range(chosen.saves):
            print(f"Save {number + 1}, until it is found: {_save(site, content / PAGE, number)}.")


def multiplied(files: Mapping[str, bytes], copies: int) -> dict[str, bytes]:
    """The content with so many copies of its pages and facts under other names."""
    made = dict(files)
    for letter in LETTERS[:copies]:
        for path, data in files.items():
            text = data.decode()
            if path.startswith("evidence/"):
                facts = re.sub(r'(?m)^id = "([A-Z]+)-', rf'id = "\g<1>{letter}-', text[text.index("[[fact]]") :])
                made[path] = made[path].rstrip() + f"\n\n{facts}".encode()
            elif path.endswith(".md"):
                folder, slug, day = path.rsplit("/", 2)
                _, head, body = text.split("---\n", 2)
                head = re.sub(r"(?ms)^evidence:.*?(?=^\w|\Z)", lambda found, letter=letter: re.sub(r"\b([A-Z]+)-(\d)", rf"\1{letter}-\2", found[0]), head)  # type: ignore[misc]
                body = re.sub(r"(?m)^(## .*)$", rf"\1\n\nCopy {letter}.", body)
                made[f"{folder}/{slug}-{letter.lower()}/{day}"] = f"---\n{head}---\n{body}".encode()
    return made


def _save(site: Current, path: Path, number: int) -> str:
    word = f"zebra{chr(ord('b') + number) * 4}"
    time.sleep(2.0)
    text = path.read_text(encoding="utf-8")
    begun, spent = time.perf_counter(), time.process_time()
    path.write_text(f"{text}\nA {word} word.\n", encoding="utf-8")
    while not site.release().index.search(parse(word, on=TODAY)).total:
        if time.perf_counter() - begun > PATIENCE:
            raise RuntimeError(f"{word} is not found: {site.rejected}")
        time.sleep(0.02)
    return _since(begun, spent)


def _since(begun: float, spent: float) -> str:
    return f"{time.perf_counter() - begun:.2f} s ({time.process_time() - spent:.2f} s of processor in this process)"


if __name__ == "__main__":
    main()
