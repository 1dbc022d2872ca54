"""The rules of the house: who may import whom and what, how long things are, and that each public thing says what it is."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("guidance", "rules", "search", "publishing", "embedding", "serving")
"""In the order of dependence: each may use those before it, but publishing and embedding stand beside each other."""
MEASUREMENTS = "bench"
"""Stands beside the site, which must not know it."""
LIBRARIES = {
    "flask": ("routes.py", "cli.py", "app.py"),
    "werkzeug": ("routes.py", "app.py"),
    "whoosh": ("search/schema.py",),
    "markdown": ("guidance/render.py",),
    "bleach": ("guidance/render.py",),
    "nh3": ("guidance/render.py",),
    "bs4": ("guidance/render.py",),
    "yaml": ("guidance/front_matter.py",),
    "spellchecker": ("search/spelling.py",),
    "tomllib": ("guidance/registers.py",),
    "icalendar": ("rules/calendar.py",),
}
"""Where each library may stand: the ends of the paths."""
SCRIPTS = {
    "templates/base.html": ('<script src="/static/suggest.js" defer></script>',),
    "templates/embedding/builder.html": ('<script src="/static/embed-builder.js" defer></script>',),
    "templates/embedding/frame.html": (
        "<style>{{ policy.PLAIN.text }}</style>", "<style>{{ policy.LOOK.text }}</style>", "<script>{{ policy.HEIGHT.text }}</script>",
    ),
}  # fmt: skip
"""The scripts of the site, each by the one template in which it stands; frames carry theirs, and their style, within them."""
DATA_BLOCKS = {"templates/guidance/faq.html": '<script type="application/ld+json">{{ data|tojson }}</script>'}
"""Blocks of data for search engines, which no browser runs: exactly these, escaped by `tojson`."""
TELLS_OF_COOKIES = ("templates/embedding/builder.html", "templates/embedding/frame.html", "templates/embedding/pack.html")
"""Templates of pages that tell owners that there are none."""
MARKED = {
    "embedding/builder/codes.py", "embedding/policy.py", "embedding/routes.py", "embedding/shown.py", "rules/fragments.py", "search/snippets.py",
}  # fmt: skip
MODULE, FUNCTION = 300, 40
"""The most lines of a module and of a function."""


def modules() -> list[Path]:
    return [ROOT / "app.py", *sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


MODULES = [pytest.param(path, id=name(path)) for path in modules()]


@cache
def parsed(path: Path) -> ast.Module:
    """A module as it was parsed: each of them is looked at by several tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """Every function of a module, and whether it stands inside another."""
    inner: set[ast.AST] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner.update(each for each in ast.walk(node) if each is not node)
            yield node, node in inner


def test_every_package_is_known() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == {*PACKAGES, MEASUREMENTS}


@pytest.mark.parametrize("path", MODULES)
def test_dependence_runs_one_way(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    allowed = {*PACKAGES[: PACKAGES.index(own) + 1]} - ({"publishing"} if own == "embedding" else set()) if own in PACKAGES else {*PACKAGES}
    for module in imported(path):
        top = module.split(".")[0]
        assert top not in PACKAGES or top in allowed, f"{name(path)} imports {module}"
        assert top not in ("app", "tests", MEASUREMENTS), f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES)
def test_libraries_stand_where_they_belong(path: Path) -> None:
    for module in imported(path):
        places = LIBRARIES.get(module.split(".")[0])
        assert places is None or name(path).endswith(places), f"{name(path)} imports {module}"


def test_the_core_knows_no_clock_and_no_chance() -> None:
    clock = re.compile(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|time\.time|random\.)\(?")
    for path in modules():
        if path.name not in ("app.py",):
            found = clock.search(path.read_text(encoding="utf-8"))
            assert found is None, f"{name(path)}: {found and found.group()}"


@pytest.mark.parametrize("path", MODULES)
def test_modules_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE
    for node, _ in functions(path):
        assert (node.end_lineno or 0) - node.lineno < FUNCTION, f"{name(path)}: {node.name}"


@pytest.mark.parametrize("path", MODULES)
def test_every_public_thing_says_what_it_is(path: Path) -> None:
    tree = parsed(path)
    assert ast.get_docstring(tree)
    hidden = {method.lineno for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name.startswith("_") for method in node.body}
    for node in ast.walk(tree):
        assert not isinstance(node, ast.ClassDef) or node.name.startswith("_") or ast.get_docstring(node), f"{name(path)}: {node.name}"
    for function, inner in functions(path):
        if not inner and not function.name.startswith("_") and function.lineno not in hidden:
            assert ast.get_docstring(function), f"{name(path)}: {function.name}"


@pytest.mark.parametrize("path", MODULES)
def test_nothing_is_left_for_later(path: Path) -> None:
    found = re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bprint\(|\bbreakpoint\(", path.read_text(encoding="utf-8"))
    assert found is None, f"{name(path)}: {found and found.group()}"


def test_modules_have_names_that_hide_nothing() -> None:
    assert not {path.stem for path in modules()} & {"site", "test", "token", "utils", "helpers", "common", "misc"}


def test_locks_name_no_registry() -> None:
    for lock in ("requirements.txt", "requirements-test.txt", "requirements-bench.txt"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", text), lock
        wanted = re.findall(r"(?m)^([a-z0-9][\w.-]*)==", text)
        assert len(wanted) > 10
        assert text.count("--hash=sha256:") >= len(wanted), "every package has a hash"


def test_every_dependency_has_a_reason_and_a_lock() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    locked = (ROOT / "requirements-test.txt").read_text(encoding="utf-8").lower()
    for wanted in (*table["project"]["dependencies"], *table["dependency-groups"]["test"]):
        line = next(line for line in text.splitlines() if f'"{wanted}"' in line)
        assert re.search(r"#\s*\w", line), f"{wanted} has no reason"
        plain = re.split(r"[<>=~!\[ ]", wanted)[0].lower()
        assert re.search(rf"(?m)^{re.escape(plain)}==", locked), f"{plain} is not locked"


def test_every_import_from_outside_is_a_declared_dependency() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {re.split(r"[<>=~!\[ ]", item)[0].lower() for item in table["project"]["dependencies"]}
    own = {
        "yaml": "pyyaml",
        "spellchecker": "pyspellchecker",
        "bs4": "beautifulsoup4",
        "werkzeug": "flask",
        "jinja2": "flask",
        "click": "flask",
        "markupsafe": "flask",
        "itsdangerous": "flask",
    }
    for path in modules():
        for module in imported(path):
            top = module.split(".")[0]
            if top not in sys.stdlib_module_names and top not in PACKAGES:
                assert own.get(top, top) in declared, f"{name(path)} imports {top}"


def test_templates_hold_no_scripts_styles_or_strangers() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for script in SCRIPTS.get(name(path), ()):
            assert text.count(script) == 1
            text = text.replace(script, "")
        if block := DATA_BLOCKS.get(name(path)):
            assert text.count(block) == 1
            text = text.replace(block, "")
        if name(path) in TELLS_OF_COOKIES:
            text = text.replace("cookie", "")
        found = re.search(r"<script|<style|\sstyle=|\son[a-z]+=|(?:src|href)=[\"']?(?:https?:)?//|\bcookie", text, re.IGNORECASE)
        assert found is None or name(path).endswith(("privacy.html", "about.html", "accessibility.html", "how-we-check.html")), (
            f"{name(path)}: {found and found.group()}"
        )


def test_only_rendered_sections_are_trusted_as_html() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        for trusted in re.findall(r"\{\{([^}]*)\|\s*safe", path.read_text(encoding="utf-8")):
            assert trusted.strip() == "section.html", f"{name(path)}: {trusted}"


def test_html_is_called_safe_by_few_modules() -> None:
    """Each of them takes rendered sections, templates, or files of its own, and never what a visitor wrote."""
    found = {name(path) for path in modules() if re.search(r"\bMarkup\(", path.read_text(encoding="utf-8"))}
    assert found == MARKED
