"""The map in a real browser with the network off: no request, no error, legible, keyboard, languages, hostile names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from maps import page
from tests.maps import scene

pytestmark = pytest.mark.browser
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield made
        made.close()


def visit(browser: Any, path: Path, width: int = 1920, height: int = 1080) -> tuple[Any, list[str], list[str]]:
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    tab, asked, errors = context.new_page(), [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(path.as_uri())
    tab.wait_for_selector("body[data-ready='1']")
    return tab, asked, errors


def outside(asked: list[str]) -> list[str]:
    return [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (390, 844)])
def test_no_request_no_error_nothing_cut_off(browser: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    tab, asked, errors = visit(browser, page.write(scene.write(tmp_path)), *size)
    assert outside(asked) == []
    assert errors == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert tab.evaluate("Math.min(...[...document.querySelectorAll('#jm-panel *, #jm-foot label')].map(e => parseFloat(getComputedStyle(e).fontSize)))") >= 12
    tab.context.close()


def test_drill_down_back_language_layers_slider_search_tiles_keyboard(browser: Any, tmp_path: Path) -> None:
    tab, asked, errors = visit(browser, page.write(scene.write(tmp_path)))
    tab.fill("#jm-search", "Yibin")
    tab.press("#jm-search", "Enter")
    tab.evaluate("document.getElementById('jm-search').dispatchEvent(new Event('change'))")
    assert tab.evaluate("document.body.dataset.open") == "511500"
    assert "宜宾" in tab.inner_text("#jm-panel h2")
    tab.click("#jm-back")
    assert tab.evaluate("document.body.dataset.open") is None
    tab.click("#jm-lang")
    assert tab.inner_text("#jm-head h1") == "Sichuan CII network-security situation"
    assert int(tab.evaluate("document.body.dataset.incidents")) == 2
    tab.uncheck("input[data-layer=incidents]")
    assert int(tab.evaluate("document.body.dataset.incidents")) == 0
    tab.check("input[data-layer=incidents]")
    before = tab.inner_text("#jm-at")
    tab.evaluate("const s = document.getElementById('jm-slider'); s.value = 10; s.oninput({target: s})")
    assert tab.inner_text("#jm-at") != before
    tab.click("#jm-view")
    assert tab.locator(".tile").count() == 21
    tab.click("#jm-view")
    tab.focus("path[aria-label*='Chengdu']")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.body.dataset.open") == "510100"
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.body.dataset.open") is None
    assert outside(asked) == []
    assert errors == []
    tab.context.close()


def test_hostile_names_do_nothing(browser: Any, tmp_path: Path) -> None:
    tab, asked, errors = visit(browser, page.write(scene.write(tmp_path, title=scene.HOSTILE)))
    tab.hover("path[aria-label*='Chengdu']", force=True)
    assert tab.evaluate("window.hacked") is None
    assert "<script>window.hacked=1</script>" in tab.inner_text("#jm-panel")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1920
    assert (outside(asked), errors) == ([], [])
    tab.context.close()
