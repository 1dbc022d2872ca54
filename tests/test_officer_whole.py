"""The form over real content: what needs a decision table."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.inbox_callers import open_desk
from tests.miniature_content import write
from tests.officer_callers import officer


def test_a_row_is_reported_and_the_answer_comes_back(tmp_path: Path, app: Flask, content_files: dict[str, bytes]) -> None:
    write(content_files, tmp_path / "content")
    write({"cache/checked.json": (Path(app.config["INSTANCE_DIR"]) / "cache" / "checked.json").read_bytes()}, tmp_path / "instance")
    desk = open_desk(tmp_path)
    seen = officer(desk).open("/publish/reports?row=4b")
    chosen = seen.page.select_one("#f-row option[selected]")
    assert chosen and chosen["value"] == "4b"
    seen.press("Report it", 422, why=" ")
    assert "This was not reported" in seen.text
    seen.press("Report it", why="Our guidance of 2025 says otherwise.")
    assert "Row 4b is marked as doubted for readers. We reply by 6 December 2026." in seen.text
    seen.press("Report it", 422, row="4b", why="Once more.")
    assert "reported already" in seen.text and "Once more." in seen.text
    desk.app.extensions["reports"].reply("nmc", "4b", "We have corrected it.")
    assert "We have corrected it." in seen.open("/publish").text
