"""The pages of all problems in a real browser: formulas rendered, nodes reached by keyboard, nothing too wide."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from symgrad.sheets.compose import sheet
from tests.sheets import HOSTILE, PROBLEMS, QUESTIONS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no chromium is on the path")]


# formulas of which a box shows less than their height, and boxes that scroll up and down
CUT = """() => [...document.querySelectorAll("main *")].filter(box => {
  const style = getComputedStyle(box);
  if (style.overflowX === "visible" || box.closest("svg") || !box.getClientRects().length) return false;
  const around = box.getBoundingClientRect();
  return box.scrollHeight > box.clientHeight || [...box.querySelectorAll("math *")].some(part => {
    const inner = part.getBoundingClientRect();
    return inner.height > 0 && (inner.top < around.top - 0.5 || inner.bottom > around.bottom + 0.5);
  });
}).map(box => box.textContent.slice(0, 40))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install 'symgrad[browser]'"
    )
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


def opened(browser: Any, path: Path, width: int, scheme: str = "light") -> tuple[Any, list[str]]:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(path.as_uri())
    return page, said


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("pages")
    texts = {path.stem: path for path in PROBLEMS} | {"questions": QUESTIONS, "hostile": HOSTILE}
    for name, text in texts.items():
        sheet(text, mode="both").save(place / f"{name}.html")
    return {name: place / f"{name}.html" for name in texts}


def test_every_formula_is_rendered_at_every_width(browser: Any, pages: dict[str, Path], tmp_path: Path) -> None:
    for name, path in pages.items():
        for width, scheme in ((1200, "light"), (390, "dark")):
            page, said = opened(browser, path, width, scheme)
            flat = page.evaluate(
                "[...document.querySelectorAll('math')].filter(m => m.checkVisibility() && m.textContent.trim() !== ''"
                " && (m.getBoundingClientRect().width < 2 || m.getBoundingClientRect().height < 2)).length"
            )
            text = page.inner_text("main")
            cut = page.evaluate(CUT)
            assert said == [] and flat == 0 and cut == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            if name != "hostile":
                assert "\\" not in text and "$" not in text, name
            page.context.close()


def test_the_keyboard_reaches_every_node_and_shows_what_is_known(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["questions"], 1200)
    count = page.locator(".vertex[tabindex='0']").count()
    reached: dict[str, str] = {}
    for _ in range(3 * count):  # links and scrollable regions lie between them
        page.keyboard.press("Tab")
        id = page.evaluate("document.activeElement.classList.contains('vertex') ? document.activeElement.id : ''")
        if id:
            reached[id] = "".join(page.inner_text(".facts").split())
    assert len(reached) == count
    shown = next(text for id, text in reached.items() if id.endswith("-z"))
    assert "𝑧=2" in shown and "=−0.02503" in shown


def test_pointing_at_a_node_and_following_a_step_show_the_same(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["questions"], 1200)
    hint = page.inner_text(".facts")
    page.locator(".vertex[id$='-z']").hover()
    pointed = page.inner_text(".facts")
    page.locator("a.to[href$='-z']").first.click()
    assert hint != pointed == page.inner_text(".facts")
    assert page.evaluate("document.activeElement.id").endswith("-z")


def test_a_page_is_printed_on_paper(browser: Any, pages: dict[str, Path]) -> None:
    page, _ = opened(browser, pages["udl-7-12"], 1200, "dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".facts").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
