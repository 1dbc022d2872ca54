"""Officers at the form, for tests: what they see is read as a browser reads it, and sent as one sends it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.inbox_callers import Desk

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
"""What a browser tells of a form of this site: our pages name no referrer, so it tells no origin either."""


@dataclass
class Officer:
    """Somebody at the form, with a browser and a token."""

    client: FlaskClient
    secret: str
    token: str
    answer: TestResponse | None = None

    @property
    def page(self) -> BeautifulSoup:
        """The page that is open."""
        assert self.answer is not None
        return BeautifulSoup(self.answer.data, "html.parser")

    @property
    def text(self) -> str:
        """The words of the page that is open."""
        main = self.page.find("main")
        assert isinstance(main, Tag)
        return " ".join(main.get_text(" ").split())

    def open(self, path: str, status: int = 200) -> Officer:
        """Go to an address."""
        self.answer = self.client.get(path)
        assert self.answer.status_code == status, (self.answer.status_code, self.text)
        return self

    def sign_in(self) -> Officer:
        """Sign in at the door."""
        self.open("/publish", 403)
        return self.press("Sign in", token=self.secret)

    def press(self, button: str, status: int = 200, files: dict[str, bytes] | None = None, **changes: Any) -> Officer:
        """Fill in fields of the form that has this button, and press it. Redirects are followed. changes: `_` in names stands for `-` before an anchor."""
        form, pressed = self._form(button)
        data = fields(form)
        if pressed.get("name"):
            data[str(pressed["name"])] = [str(pressed.get("value", ""))]
        for name, value in changes.items():
            plain = name.replace("__", "-")
            assert plain in data or form.select_one(f'[name="{plain}"]'), f"the form has no field {plain}: {sorted(data)}"
            data[plain] = value if isinstance(value, list) else [value]
        sent: dict[str, Any] = {**data, **{name: (io.BytesIO(content), f"{name}.md") for name, content in (files or {}).items()}}
        self.answer = self.client.post(str(form["action"]), data=sent, headers=OURS, follow_redirects=True)
        assert self.answer.status_code == status, (self.answer.status_code, self.text)
        return self

    def value(self, name: str) -> str:
        """What stands in a field of the page that is open."""
        found = self.page.select_one(f'[name="{name}"]')
        assert isinstance(found, Tag), f"there is no field {name}"
        return found.get_text().removeprefix("\n") if found.name == "textarea" else str(found.get("value", ""))

    def faults(self) -> list[tuple[str, str]]:
        """Field and words of each problem that is told."""
        box = self.page.find(id="problems")
        return [(str(item.a["href"]) if item.a else "", item.get_text(" ", strip=True)) for item in box.find_all("li")] if isinstance(box, Tag) else []

    def _form(self, button: str) -> tuple[Tag, Tag]:
        for form in self.page.find_all("form"):
            for each in form.find_all("button"):
                if each.get_text(strip=True) == button:
                    return form, each
        raise AssertionError(f"there is no button {button!r} on this page: {self.text[:500]}")


def fields(form: Tag) -> dict[str, list[str]]:
    """What a browser would send of a form as it stands, without its buttons and files."""
    data: dict[str, list[str]] = {}
    for each in form.find_all(["input", "textarea", "select"]):
        kind, name = each.get("type", "text"), each.get("name")
        if not name or kind == "file" or (kind in ("radio", "checkbox") and not each.has_attr("checked")):
            continue
        if each.name == "select":
            chosen = each.select_one("option[selected]") or each.select_one("option")
            value: object = chosen["value"] if chosen else ""
        else:
            value = each.get_text().removeprefix("\n").replace("\n", "\r\n") if each.name == "textarea" else each.get("value", "")
        data.setdefault(str(name), []).append(str(value))
    return data


def officer(desk: Desk, regulator: str = "nmc", *scopes: Any, signed_in: bool = True) -> Officer:
    """Somebody with a token of their own."""
    caller = desk.caller(regulator, *scopes)
    made = Officer(desk.app.test_client(), caller.secret, caller.token)
    return made.sign_in() if signed_in else made
