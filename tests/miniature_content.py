"""A small content folder as a mapping: the lists, three facts, one guidance page and one FAQ. It has no decision tables."""

from __future__ import annotations

from pathlib import Path

HEAD = """title: {title}
kind: {kind}
summary: {title}, in short, for people in leadership posts.
{regulators}professions: [nurse]
roles: [any]
topics: [hours]
countries: [england, wales]
authority: summary
change: First published here.
significance: major
checked: 2026-11-22
next_check: 2027-02-22
evidence: {evidence}
"""
BODY = """## How many {#how-many}

You need 450 hours. See [the question](/faq/how-many).

## What counts {#what-counts}

Leadership counts.
{: .confirm }

| place | hours |
|---|---|
| ward | 450 |
| board | 900 |
"""
PAGE = "guidance/nmc/hours/2026-11-22.md"
QUESTION = "faqs/how-many/2026-11-22.md"


def version(
    title: str = "Hours", kind: str = "guidance", evidence: str = "{how-many: [NMC-01], what-counts: [NMC-02, NMC-03]}", body: str = BODY, more: str = ""
) -> bytes:
    """One version as a file. `more` is front matter to add."""
    head = HEAD.format(title=title, kind=kind, evidence=evidence, regulators="regulators: [nmc]\n" if kind == "faq" else "")
    return f"---\n{head}{more}---\n{body}".encode()


def fact(identifier: str, basis: str = "source") -> str:
    """A fact of evidence as TOML."""
    return f'[[fact]]\nid = "{identifier}"\ngroup = "Hours"\nsays = "What {identifier} says."\nbasis = "{basis}"\nseen = 2026-11-22\n\n'


def miniature(**changes: bytes | str | None) -> dict[str, bytes]:
    """The files by path. `changes` replace, add or (None) remove files; in their names `__` stands for `/` and `_dot_` for `.`."""
    files = {
        "regulators.toml": b"".join(
            f'[[regulator]]\nid = "{name}"\nname = "The {name}"\n'
            f'short = "{name.upper()}"\ncovers = "People."\nline = "A line."\n'
            f'site = "https://{name}.example"\n'
            f'confirm = "confirm with the {name.upper()}"\n'
            f"decides = {'false' if name == 'context' else 'true'}\n\n".encode()
            for name in ("nmc", "context")
        ),
        "professions.toml": b'[[profession]]\nid = "nurse"\nname = "Nurse"\nplural = "nurses"\narticle = "a nurse"\nregulator = "nmc"\n',
        "roles.toml": (
            b'[[role]]\nid = "chief-executive"\nname = "Chief executive"\narticle = "a chief executive"\n'
            b'[role.decides_as]\nnmc = { role = "chief-executive" }\n'
        ),
        "topics.toml": b'[[topic]]\nid = "hours"\nname = "Hours"\n',
        "evidence/nmc.toml": ('collection = "nmc"\n\n' + fact("NMC-01") + fact("NMC-02") + fact("NMC-03", "known")).encode(),
        PAGE: version(),
        QUESTION: version("How many hours?", "faq", "{answer: [NMC-01]}", "You need 450 hours. See [hours](/guidance/nmc/hours#how-many).\n"),
    }
    for name, data in changes.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        if data is None:
            del files[path]
        else:
            files[path] = data.encode() if isinstance(data, str) else data
    return files


def write(files: dict[str, bytes], folder: Path) -> Path:
    """Write the files under a folder."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder
