"""The description of the JSON addresses: it names every one, its examples work, and answers have the shapes that it gives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).resolve().parent.parent / "static" / "openapi.json").read_text(encoding="utf-8"))


OPEN = [path for path, operations in DOCUMENT["paths"].items() if "security" not in next(iter(operations.values()))]
"""The addresses that need no token; those that do are held to the description by tests/test_inbox.py."""


def test_every_json_address_is_described_and_no_other(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    served = {(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower()) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert {(path, method) for path, operations in DOCUMENT["paths"].items() for method in operations} == served


def holds(schema: dict[str, Any], value: Any, place: str) -> None:
    """Fail where a value is not of the schema (the parts of JSON Schema that the document uses)."""
    if "$ref" in schema:
        return holds(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, place)
    if "anyOf" in schema:
        if value is not None:
            holds(schema["anyOf"][0], value, place)
        return None
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    assert not wanted or isinstance(value, tuple(kinds[name] for name in wanted)), (place, value)
    assert "enum" not in schema or value in schema["enum"], (place, value)
    for name in schema.get("required", []):
        assert name in value, (place, name)
    for name, inner in schema.get("properties", {}).items():
        if isinstance(value, dict) and name in value:
            holds(inner, value[name], f"{place}.{name}")
    for number, item in enumerate(value if isinstance(value, list) else []):
        holds(schema.get("items", {}), item, f"{place}[{number}]")
    return None


def example(path: str) -> str:
    """An address of that shape which there is."""
    of_faq = "/faq/" in path
    return path.format(
        collection="nmc",
        slug="gphc-leadership-course-as-cpd" if of_faq else "practice-hours",
        stamp="2026-11-22",
        name="hcpc",
        regulator="gphc",
        role="chief-executive",
        row="B9",
        anchor="answer" if of_faq else "how-many",
    )


@pytest.mark.parametrize("path", OPEN)
def test_each_example_is_answered_in_the_shape_described(client: FlaskClient, path: str) -> None:
    operation = DOCUMENT["paths"][path]["get"]
    query = {item["name"]: item["example"] for item in operation["parameters"] if item["in"] == "query" and "example" in item}
    response = client.get(example(path), query_string=query)
    assert response.status_code == 200, response.text
    holds(operation["responses"]["200"]["content"]["application/json"]["schema"], response.get_json(), path)


@pytest.mark.parametrize("path", OPEN)
def test_unknown_parameters_are_refused_everywhere(client: FlaskClient, path: str) -> None:
    response = client.get(f"{example(path)}?colour=blue")
    assert response.status_code == 400
    holds(DOCUMENT["components"]["schemas"]["Problem"], response.get_json(), path)
