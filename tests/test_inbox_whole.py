"""The whole way over real content: a new wording from a dry run to its day, and a row that a regulator doubts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import TODAY
from tests.inbox_callers import AHEAD, HOME, Desk, open_desk, told
from tests.miniature_content import write


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, app: Flask, content_files: dict[str, bytes]) -> Callable[[str], Desk]:
    """A function that opens a site over a copy of the real content for a day, with what the shared site has checked already."""
    folder = tmp_path_factory.mktemp("real")
    write(content_files, folder / "content")
    cache = Path(app.config["INSTANCE_DIR"]) / "cache" / "checked.json"
    write({"cache/checked.json": cache.read_bytes()}, folder / "instance")

    return lambda day: open_desk(folder, day)


def within(seconds: float, look: Callable[[], bool]) -> bool:
    """Whether something becomes so in time."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_a_new_wording_goes_all_the_way(real: Callable[[str], Desk], content_files: dict[str, bytes]) -> None:
    """The worked example of the manual: checked, mended, submitted, approved by a colleague, announced now, in force on its day."""
    desk = real(TODAY.isoformat())
    writer, editor, reader = desk.caller("nmc", "submit"), desk.caller("nmc", "approve"), desk.app.test_client()
    address = f"{HOME}/nmc/practice-hours/{AHEAD}"
    old = content_files[f"guidance/nmc/practice-hours/{TODAY}.md"].decode()
    words = "Zebracorn hours count from this day as well."
    draft = re.sub(r"(?m)^change: .*$", "change: Zebracorn hours are told.", old).replace("{#how-many}\n", f"{{#how-many}}\n\n{words}\n", 1)
    assert draft != old and "Zebracorn hours are told" in draft
    body = told(writer("PUT", f"{address}?dry_run=true", draft.replace("(/guidance/", "(/guidanse/").encode()), 422)
    assert any(issue["line"] > 1 and "/guidanse/" in issue["message"] for issue in body["issues"])
    found = writer("PUT", f"{address}?dry_run=true", draft.encode()).get_json()
    assert found["releasable"] and found["impact"]["answers"]["count"] > 0 and found["impact"]["embeds"]["faqs"]
    assert any("Zebracorn" in text for part in found["difference"]["sections"] for kind, text in part["spans"] if kind == "new")
    made = writer("PUT", address, draft.encode())
    assert made.status_code == 201, made.text
    assert reader.get(f"/guidance/nmc/practice-hours/{AHEAD}").status_code == 404
    assert "Zebracorn" not in reader.get("/changes").text + reader.get("/api/v1/search?q=zebracorn").text.replace("q=zebracorn", "").replace('"zebracorn"', "")
    done = editor("POST", f"{address}/approval", If_Match=made.headers["ETag"])
    assert done.get_json()["state"] == "released", done.text
    assert within(5, lambda: words in reader.get(f"/guidance/nmc/practice-hours/{AHEAD}").text)
    assert "Zebracorn hours are told" in reader.get("/changes").text
    (hit,) = [
        item
        for item in reader.get("/api/v1/search?q=zebracorn&status=announced").get_json()["results"]
        if item["url"].startswith("/guidance/nmc/practice-hours")
    ]
    assert (hit["status"], hit["in_force_from"]) == ("announced", AHEAD)
    assert words not in reader.get("/guidance/nmc/practice-hours").text
    later = real(AHEAD).app.test_client()
    assert words in later.get("/guidance/nmc/practice-hours").text
    assert later.get("/api/v1/guidance/nmc/practice-hours").get_json()["version"] == AHEAD


def test_a_row_that_is_wrong_is_reported(real: Callable[[str], Desk]) -> None:
    desk = real(TODAY.isoformat())
    writer, other = desk.caller("gphc"), desk.caller("hcpc")
    told(writer("POST", "/api/v1/reports", {"row": "B9", "why": ""}), 422)
    told(writer("POST", "/api/v1/reports", {"row": "none", "why": "It is wrong."}), 404)
    made = writer("POST", "/api/v1/reports", {"row": "B9", "why": "The count is another one."})
    assert (made.status_code, made.get_json()["row"]) == (201, "B9")
    told(writer("POST", "/api/v1/reports", {"row": "B9", "why": "Again."}), 409)
    (listed,) = writer("GET", "/api/v1/reports").get_json()
    assert listed["letter"]["why"] == "The count is another one."
    assert other("GET", "/api/v1/reports").get_json() == []
