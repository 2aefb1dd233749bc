"""The finished pages in a browser: accessible, not too wide, and quiet."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import LEAFLET, ROOT, SMALL, Site, lacking
from playwright.sync_api import Browser, sync_playwright

from pipeline.build.workspace import Workspace

TAGS = [language.tag for language in Workspace(ROOT).languages()]
PAGES = [f"{tag}/{LEAFLET}.html" for tag in TAGS] + ["index.html"]
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "chromium is not installed; Debian has it in the package chromium"
        lacking(request, reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(
    page: str,
    dark: bool,
    output: Path,
    chromium: Browser,
    vendored: Callable[[str], Path],
) -> None:
    axe = vendored("axe.min.js").read_text(encoding="utf-8")
    # The page's own policy would forbid the checker's script.
    context = chromium.new_context(bypass_csp=True, color_scheme="dark" if dark else "light")
    opened = context.new_page()
    opened.goto((output / page).as_uri())
    opened.evaluate(axe)
    options = json.dumps({"runOnly": RULES})
    found: dict[str, Any] = opened.evaluate(f"axe.run(document, {options})")
    context.close()
    assert found["passes"], "the checker did not run"
    told = [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]]
    assert told == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wider_than_the_window(
    page: str, width: int, output: Path, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    opened = context.new_page()
    opened.goto((output / page).as_uri())
    opened.evaluate("document.fonts.ready")
    wide = opened.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide <= width


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_host_and_its_policy_lets_its_own_style_and_fonts_in(
    page: str, output: Path, chromium: Browser
) -> None:
    context = chromium.new_context()
    opened = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((output / page).as_uri())
    opened.evaluate("document.fonts.ready")
    background = opened.evaluate("getComputedStyle(document.querySelector('.draft')).color")
    loaded = opened.evaluate("[...document.fonts].filter(f => f.status == 'loaded').length")
    context.close()
    assert said == []
    assert all(url.startswith(output.as_uri()) for url in asked)
    assert background == "rgb(255, 255, 255)"
    assert loaded > 0


@pytest.mark.parametrize("tag", ["ar", "ur"])
def test_a_right_to_left_page_begins_at_the_right(
    tag: str, output: Path, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 1000, "height": 900})
    opened = context.new_page()
    opened.goto((output / tag / f"{LEAFLET}.html").as_uri())
    box = (
        "e => { const r = document.createRange(); r.selectNodeContents(e);"
        " return r.getBoundingClientRect().toJSON() }"
    )
    item = opened.locator("main li").first.evaluate(box)
    main = opened.locator("main").evaluate("e => e.getBoundingClientRect().toJSON()")
    context.close()
    assert main["right"] - item["right"] < 60 < item["left"] - main["left"]


ON_SCREEN = [
    ("Ask Dr. Smith now", "اسأل Dr. Smith الآن", "الآن Dr. Smith اسأل"),
    ("Ask **Dr.** Smith soon", "اسأل **Dr.** Smith غدا", "غدا Dr. Smith اسأل"),
    ("Dr. Smith will say", "Dr. Smith يقول", "يقول Dr. Smith"),
    (
        "At St. Mary's Hospital here",
        "في St. Mary's Hospital هنا",
        "هنا St. Mary's Hospital في",
    ),
    ("Smith, John said", "قال Smith, John إن", "إن John Smith قال"),
    ("It is DCIS. Macmillan helps", "نوع DCIS. Macmillan تساعد", "تساعد Macmillan DCIS نوع"),
]
WORDS_FROM_LEFT = """(block, words) => {
    const nodes = [], walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) nodes.push(walk.currentNode)
    const left = word => {
        const node = nodes.find(node => node.data.includes(word)), range = new Range()
        range.setStart(node, node.data.indexOf(word))
        range.setEnd(node, node.data.indexOf(word) + word.length)
        return range.getBoundingClientRect().left
    }
    return words.sort((one, other) => left(one) - left(other)).join(" ")
}"""


def test_latin_phrases_keep_their_order_on_screen_and_sentences_theirs(
    site: Site, chromium: Browser
) -> None:
    english = "\n\n".join(row[0] for row in ON_SCREEN)
    site.write("source/small/leaflet.md", f"{SMALL}\n{english}\n")
    assert site.run("update").exit_code == 0
    site.translate("ar")
    for msgid, translation, _ in ON_SCREEN:
        site.set("locales/ar/small.po", msgid, translation)
    assert site.run("build", "-l", "ar").exit_code == 0
    context = chromium.new_context(viewport={"width": 1000, "height": 900})
    opened = context.new_page()
    opened.goto((site.root / "output/ar/small.html").as_uri())
    blocks = opened.locator("[data-section=second] > p").all()[-len(ON_SCREEN) :]
    seen = [
        block.evaluate(WORDS_FROM_LEFT, sorted(row[2].split()))
        for block, row in zip(blocks, ON_SCREEN, strict=True)
    ]
    context.close()
    assert seen == [row[2] for row in ON_SCREEN]


def test_the_nu_html_checker_finds_nothing(
    output: Path, vendored: Callable[[str], Path], tool: Callable[[str, str], str]
) -> None:
    jar = vendored("vnu.jar")
    java = tool("java", "default-jre-headless")
    files = [str(output / page) for page in PAGES]
    command = [java, "-jar", str(jar), "--format", "json", "--exit-zero-always", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = json.loads(done.stderr)["messages"]
    assert [m for m in messages if m["type"] != "info"] == []
