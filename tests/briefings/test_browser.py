"""The briefing in a real browser with the network off: no request leaves the page, nothing is cut off."""

from pathlib import Path

import pytest

from briefings import weekly
from tests.maps import scene

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [(1920, 1080), (390, 844)])
def test_no_request_no_error_nothing_cut_off(tmp_path: Path, size: tuple[int, int]) -> None:
    from playwright.sync_api import sync_playwright

    path, *_ = weekly.write(scene.write(tmp_path), "2026-W47", formats=("html",))
    asked: list[str] = []
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        tab = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True).new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(Path(path).as_uri())
        tab.wait_for_load_state()
        assert "四川省" in tab.inner_text("body")
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert tab.evaluate("parseFloat(getComputedStyle(document.querySelector('p, li')).fontSize)") >= 12
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []
