"""Draw docs/gallery/: the first page of every edition in output/, a sheet for each script.

`python scripts/gallery.py` after `make`; needs chromium and pdftoppm. A machine that has no
Chinese font draws no Chinese web pages, so their sheet shows the PDFs alone.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from pipeline.languages import find
from pipeline.model import Language

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "docs" / "gallery"
LEAFLET = "breast-calcifications"
NAMES = {
    "Noto Sans Latn": "latin",
    "Noto Sans Cyrl": "cyrillic",
    "Noto Naskh Arabic Arab": "arabic",
    "Noto Nastaliq Urdu Arab": "nastaliq",
    "Noto Sans SC Hans": "han",
    "Noto Sans TC Hant": "han",
}
"""The sheet of a font and script; all others are of South Asia."""
HEIGHT, GAP, COLUMNS = 420, 12, 6
PHONE = ViewportSize(width=360, height=720)


def sheet_of(language: Language) -> str:
    """The name of the sheet that a language is on."""
    return NAMES.get(f"{language.font} {language.script}", "south-asia")


def paper(path: Path) -> Image.Image:
    """The first page of a PDF."""
    command = ["pdftoppm", "-r", "72", "-f", "1", "-l", "1", "-png", str(path)]
    done = subprocess.run(command, check=True, capture_output=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def screen(browser: Browser, path: Path) -> Image.Image:
    """The top of a page on a telephone."""
    opened = browser.new_context(viewport=PHONE).new_page()
    opened.goto(path.as_uri())
    opened.evaluate("document.fonts.ready")
    return Image.open(io.BytesIO(opened.screenshot())).convert("RGB")


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Pictures in rows, all of one height, framed."""
    small = [
        picture.resize(
            (picture.width * HEIGHT // picture.height, HEIGHT), Image.Resampling.LANCZOS
        )
        for picture in pictures
    ]
    rows = [small[first : first + COLUMNS] for first in range(0, len(small), COLUMNS)]
    width = max(sum(picture.width + GAP for picture in row) for row in rows) + GAP
    whole = Image.new("RGB", (width, len(rows) * (HEIGHT + GAP) + GAP), "#9a9a9a")
    for number, row in enumerate(rows):
        left = GAP
        for picture in row:
            whole.paste(picture, (left, GAP + number * (HEIGHT + GAP)))
            left += picture.width + GAP
    return whole


def main() -> None:
    """Write every sheet."""
    sheets: defaultdict[str, list[Image.Image]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for path in sorted((ROOT / "output").glob(f"*/{LEAFLET}.pdf")):
            name = sheet_of(find(path.parent.name))
            sheets[name].append(paper(path))
            if name != "han":
                sheets[name].append(screen(browser, path.with_suffix(".html")))
        browser.close()
    GALLERY.mkdir(exist_ok=True)
    for name, pictures in sorted(sheets.items()):
        target = GALLERY / f"{name}.png"
        sheet(pictures).quantize(48).save(target, optimize=True)
        print(f"{target.stat().st_size:>9,}  {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
