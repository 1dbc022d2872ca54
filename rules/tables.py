"""All tables of a content folder, with their worked cases."""

from __future__ import annotations

from collections.abc import Mapping

from guidance.issues import Issue
from rules.schemes import SCHEMES
from rules.table import Table, read_cases, read_table


def build_tables(files: Mapping[str, bytes]) -> tuple[dict[str, Table], list[Issue]]:
    """The tables by regulator, and every issue: files that are missing or belong to no scheme, and faults within them."""
    tables: dict[str, Table] = {}
    issues: list[Issue] = []
    for path in sorted(files):
        if not path.startswith("rules/") or path.startswith("rules/cases/"):
            continue
        regulator = path.removeprefix("rules/").removesuffix(".toml")
        if regulator not in SCHEMES:
            issues.append(Issue(path, 0, f"There is no scheme for `{regulator}`.", f"Name the file after one of {', '.join(SCHEMES)}."))
            continue
        table, faults = read_table(path, files[path])
        issues += faults
        if table.regulator != regulator:
            issues.append(Issue(path, 1, f"`regulator` says `{table.regulator}`.", f'Write regulator = "{regulator}".'))
        cases = f"rules/cases/{regulator}.toml"
        if cases in files:
            table, faults = read_cases(cases, files[cases], table)
            issues += faults
        tables[regulator] = table
    for regulator in SCHEMES:
        if regulator not in tables:
            issues.append(Issue(f"rules/{regulator}.toml", 0, "This decision table is missing.", "Put it back; the question cannot be answered without it."))
    return tables, issues
