"""Properties of every open JSON address, tried with what its own description allows and with what it does not (Schemathesis).

Whatever is asked: never a fault of ours, only states and types that the description names, bodies of the shape that it gives, and nothing accepted
that it does not allow.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from guidance.library import Library
from rules.table import Table

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).resolve().parent.parent / "static" / "openapi.json").read_text(encoding="utf-8"))
OPEN = [path for path, operations in DOCUMENT["paths"].items() if "security" not in next(iter(operations.values()))]
ASKED = [path for path in OPEN if DOCUMENT["paths"][path]["get"]["parameters"]]
"""Those that something can be asked of, and so something wrong."""
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
"""What is allowed is not always accepted: which ids there are is a matter of content, and no schema of ours names them."""
DAYS = ["2026-11-22", "2026-12-10", "2027-04-01", "2019-01-01"]


@pytest.fixture(scope="session")
def described(app: Flask) -> Any:
    """The description as the site serves it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.fixture(scope="session")
def inhabited(app: Flask, library: Library, tables: Mapping[str, Table]) -> Any:
    """The same with ids and days that there are in place of any text, so that what is allowed is found often enough."""
    faqs = [page.slug for page in library.pages.values() if page.collection == "faq"]
    ids = {
        "collection": [*library.regulators],
        "name": [*library.regulators],
        "regulator": [*library.regulators],
        "profession": [*library.professions],
        "also": [*library.professions],
        "second": [*library.professions],
        "role": [*library.roles],
        "stage1_role": [*library.roles],
        "topic": [*library.topics],
        "page": [*library.pages],
        "anchor": sorted({section.anchor for page in library.pages.values() for section in page.versions[-1].sections}),
        "row": [row.id for table in tables.values() for row in table.rows],
        "on": DAYS,
        "from": DAYS,
        "to": DAYS,
        "stamp": DAYS,
    }
    document = copy.deepcopy(DOCUMENT)
    for path in OPEN:
        slugs = faqs if "/faq/" in path else [page.slug for page in library.pages.values() if page.collection == "nmc"]
        for item in document["paths"][path]["get"]["parameters"]:
            if found := {**ids, "slug": slugs}.get(item["name"]):
                item["schema"] = {"type": "string", "enum": found}
    filled = schemathesis.openapi.from_dict(document)
    filled.app = app
    return filled


def hold(operation: Any, mode: GenerationMode, examples: int) -> None:
    """Ask of an operation what its description allows or what it does not, so many times, and see that the answers hold."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()


@pytest.mark.parametrize("path", OPEN)
def test_what_is_allowed_is_answered_as_described(inhabited: Any, path: str) -> None:
    hold(inhabited[path]["GET"], GenerationMode.POSITIVE, 12 if path in ASKED else 1)


@pytest.mark.parametrize("path", OPEN)
def test_wild_text_is_answered_as_described(described: Any, path: str) -> None:
    hold(described[path]["GET"], GenerationMode.POSITIVE, 12 if path in ASKED else 1)


@pytest.mark.parametrize("path", ASKED)
def test_what_is_not_allowed_is_refused(described: Any, path: str) -> None:
    hold(described[path]["GET"], GenerationMode.NEGATIVE, 12)
