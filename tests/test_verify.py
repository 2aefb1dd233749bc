"""Whatever is changed in finished files is found, and untouched files give no finding."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from conftest import LEAFLET, PSEUDO, ROOT, SMALL, Site
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, String

from pipeline.build.assembly import make_edition
from pipeline.build.workspace import Workspace
from pipeline.model import Edition, EditionSection, Entry, Kind, Outcome, Passage, Run
from pipeline.render.html import HtmlRenderer
from pipeline.render.pdf import PdfRenderer
from pipeline.verify import verify_page, verify_pdf

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR42mNQcGiAIwbiOABmQw4BVCsO4QAA"
    "AABJRU5ErkJggg=="
)
SEVEN = ("en-GB", "pl", "zh-Hans", "ar", "ur", "bn", "pa")
JOINED = ("ar", "ur", "bn", "pa")
"""Languages in scripts whose letters join or stack."""

LONG = """\
---
code: MAC1
publisher: Some Trust
---

# Long title

All about {helpline}.

## First part {#first}

Do **not** stop after 12 days. Not harmful.

Read [the page][support] and [another][other], or [the page][support] again.

| Dose | Time |
| --- | --- |
| 500 mg | 9:00 |

![A picture](pic.png)

### Steps {#steps}

- one thing
- another thing.

FILLER
## Last part {#last}

The last words.

::: quality-mark
It meets the mark.
:::
"""
FACTS = '[helpline]\nvalue = "0808 808 00 00"\nkind = "phone"\n'
LINKS = (
    '[support]\nurl = "https://example.org/s"\n\n[other]\nurl = "https://example.org/other"\n'
)


def editions(root: Path) -> dict[str, Edition]:
    """Every edition of a project's only leaflet."""
    workspace = Workspace(root)
    judged = [
        workspace.judge(leaflet, language)
        for leaflet in workspace.leaflets
        for language in workspace.languages()
    ]
    return {item.language.tag: make_edition(workspace, item, judged) for item in judged}


@dataclass(frozen=True)
class Made:
    """A built project."""

    site: Site = field(repr=False)
    editions: dict[str, Edition] = field(repr=False)
    leaflet: str

    def content(self, tag: str, suffix: str) -> bytes:
        path = self.site.root / "output" / tag / f"{self.leaflet}.{suffix}"
        return path.read_bytes()

    def pdf(self, tag: str) -> bytes:
        return self.content(tag, "pdf")

    def page(self, tag: str) -> str:
        return self.content(tag, "html").decode("utf-8")

    def of_pdf(self, tag: str, content: bytes) -> list[str]:
        return list(verify_pdf(content, self.editions[tag]))

    def of_page(self, tag: str, text: str) -> list[str]:
        return list(verify_page(text.encode(), self.editions[tag]))

    def read_pdf(self, tag: str, content: bytes) -> list[str]:
        """What reading finds where the engine itself has made the file so."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PdfRenderer, "render", lambda renderer, edition: content)
            return self.of_pdf(tag, content)

    def read_page(self, tag: str, text: str) -> list[str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(HtmlRenderer, "render", lambda renderer, edition: text.encode())
            return self.of_page(tag, text)


def arabic(entry: Entry) -> Entry:
    """The entry with Arabic letters around its words."""
    forms = [entry.plural or entry.id] * len(entry.strings)
    return replace(entry, strings=tuple(f"نص {form} كلمة" for form in forms))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The beginning of the real leaflet, in the real translators' words."""
    site = Site(tmp_path_factory.mktemp("real") / "site")
    source = (ROOT / f"source/{LEAFLET}/leaflet.md").read_text(encoding="utf-8")
    blocks = source.partition("### Macrocalcifications")[0].split("\n\n")
    part = "\n\n".join([*blocks[1:4], *blocks[5:7], "::: include about-our-information\n"])
    site.write(f"source/{LEAFLET}/leaflet.md", part)
    shutil.copytree(ROOT / "source/_shared", site.root / "source/_shared")
    for name in SEVEN[1:]:
        posix = name.replace("-", "_")
        shutil.copytree(ROOT / "locales" / posix, site.root / "locales" / posix)
    built = site.run("build")
    assert built.exit_code == 0, built.output
    return Made(site, editions(site.root), LEAFLET)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A leaflet of more than three pages, with links, a table, a picture, a mark."""
    site = Site(tmp_path_factory.mktemp("long") / "site")
    filler = "".join(f"Paragraph {n} {'with many words ' * 22}\n\n" for n in range(30))
    site.write("source/small/leaflet.md", LONG.replace("FILLER\n", filler))
    site.write("source/facts.toml", FACTS)
    site.write("source/links.toml", LINKS)
    site.write("source/small/pic.png", PNG)
    for posix in ("cy", "ar"):
        (site.root / "locales" / posix).mkdir(parents=True)
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.edit("locales/ar/small.po", arabic)
    for posix in ("cy", "ar"):
        words = (ROOT / f"locales/{posix}/interface.po").read_bytes()
        site.write(f"locales/{posix}/interface.po", words)
    built = site.run("build")
    assert built.exit_code == 0, built.output
    return Made(site, editions(site.root), "small")


# PDF: what the glyphs paint


@dataclass(frozen=True)
class Show:
    """An operator that paints glyphs."""

    place: int
    mark: int | None
    font: str
    spelled: str | None
    artifact: bool


class Sheets:
    """A PDF whose painting can be changed, glyph by glyph."""

    def __init__(self, content: bytes) -> None:
        self.document = pikepdf.open(io.BytesIO(content))
        self.pages = [list(pikepdf.parse_content_stream(page)) for page in self.document.pages]

    def shows(self, page: int) -> Iterator[Show]:
        stack: list[tuple[int | None, str | None, bool]] = []
        font = ""
        for place, instruction in enumerate(self.pages[page]):
            operator, operands = str(instruction.operator), list(instruction.operands)
            if operator in ("BDC", "BMC"):
                about = operands[1] if len(operands) > 1 else Dictionary()
                mark = int(about.MCID) if "/MCID" in about else None
                spelled = str(about.ActualText) if "/ActualText" in about else None
                stack.append((mark, spelled, operands[0] == Name.Artifact))
            elif operator == "EMC":
                stack.pop()
            elif operator == "Tf":
                font = str(operands[0])
            elif operator in ("Tj", "TJ"):
                yield Show(
                    place=place,
                    mark=next((m for m, _, _ in reversed(stack) if m is not None), None),
                    font=font,
                    spelled=next((s for _, s, _ in reversed(stack) if s is not None), None),
                    artifact=any(artifact for _, _, artifact in stack),
                )

    def items(self, page: int, show: Show) -> list[int | float]:
        """What it paints: the numbers of glyphs, and as floats what moves the next one."""
        (operand,) = self.pages[page][show.place].operands
        found: list[int | float] = []
        for part in operand if isinstance(operand, Array) else [operand]:
            if isinstance(part, String):
                content = bytes(part)
                found += [
                    int.from_bytes(content[n : n + 2], "big")
                    for n in range(0, len(content), 2)
                ]
            else:
                found.append(float(part))
        return found

    def codes(self, page: int, show: Show) -> list[int]:
        return [item for item in self.items(page, show) if isinstance(item, int)]

    def put(self, page: int, show: Show, items: Sequence[int | float]) -> None:
        parts = [
            String(item.to_bytes(2, "big")) if isinstance(item, int) else item
            for item in items
        ]
        self.pages[page][show.place] = pikepdf.ContentStreamInstruction(
            [Array(parts)], pikepdf.Operator("TJ")
        )

    def width(self, page: int, show: Show, code: int) -> float:
        """How far a glyph moves the next one."""
        font = self.document.pages[page].obj.Resources.Font[show.font]
        return widths_of(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())[code]

    def replace(self, page: int, show: Show, place: int, codes: Sequence[int]) -> None:
        """Paint other glyphs in the place of one, and leave all others where they stand."""
        items = self.items(page, show)
        spots = [n for n, item in enumerate(items) if isinstance(item, int)]
        spot = spots[place]
        one = self.codes(page, show)[place]
        more = sum(self.width(page, show, code) for code in codes)
        back = more - self.width(page, show, one)
        self.put(page, show, [*items[:spot], *codes, back, *items[spot + 1 :]])

    def left(self, page: int, show: Show) -> float:
        """How far from the left it begins."""
        before = self.pages[page][: show.place]
        places = [i.operands[4] for i in before if str(i.operator) == "cm"][-1:]
        places += [i.operands[4] for i in before if str(i.operator) == "Tm"][-1:]
        return sum(map(float, places))

    def shift(self, page: int, show: Show, across: float, up: float = 0) -> None:
        """Paint all of it elsewhere."""
        *_, number = (
            n for n in range(show.place) if str(self.pages[page][n].operator) == "Tm"
        )
        *turn, x, y = map(float, self.pages[page][number].operands)
        self.pages[page][number] = pikepdf.ContentStreamInstruction(
            [*turn, x + across, y + up], pikepdf.Operator("Tm")
        )

    def save(self) -> bytes:
        for page, instructions in zip(self.document.pages, self.pages, strict=True):
            content = pikepdf.unparse_content_stream(instructions)
            page.obj.Contents = self.document.make_stream(content)
        return saved(self.document)


@cache
def widths_of(content: bytes) -> list[float]:
    font = TTFont(io.BytesIO(content), lazy=True)
    em = font["head"].unitsPerEm
    return [font["hmtx"][name][0] * 1000 / em for name in font.getGlyphOrder()]


def saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def kids(node: Object) -> list[Object]:
    below = node.get("/K", Array())
    return list(below) if isinstance(below, Array) else [below]


def elements(node: Object) -> Iterator[Object]:
    """The tags below a node, in reading order."""
    for kid in kids(node):
        if isinstance(kid, Dictionary) and kid.get("/Type") not in (Name.MCR, Name.OBJR):
            yield kid
            yield from elements(kid)


def runs(sheets: Sheets, page: int) -> list[tuple[str, list[Show]]]:
    """Per run of the tags, what it says and the operators that paint it on a page."""
    by_mark: dict[int, list[Show]] = {}
    for show in sheets.shows(page):
        if show.mark is not None and sheets.codes(page, show):
            by_mark.setdefault(show.mark, []).append(show)
    own = sheets.document.pages[page].obj.objgen
    found = []
    for element in elements(sheets.document.Root.StructTreeRoot):
        if "/ActualText" not in element:
            continue
        numbers = []
        for kid in kids(element):
            if isinstance(kid, Dictionary):
                if "/Pg" in kid and kid.Pg.objgen != own:
                    continue
                numbers.append(int(kid.MCID))
            elif element.Pg.objgen == own:
                numbers.append(int(kid))
        shows = [show for number in numbers for show in by_mark.get(number, [])]
        if shows:
            found.append((str(element.ActualText), shows))
    return found


def marks(sheets: Sheets, page: int) -> list[list[Show]]:
    """The operators of each run."""
    return [shows for _, shows in runs(sheets, page)]


def exchange(sheets: Sheets, first: list[Show], second: list[Show]) -> None:
    """Let each of two stretches paint the other's glyphs, font and all being the same."""
    one = [code for show in first for code in sheets.codes(0, show)]
    two = [code for show in second for code in sheets.codes(0, show)]
    for shows, codes in ((first, two), (second, one)):
        sheets.put(0, shows[0], codes)
        for show in shows[1:]:
            sheets.put(0, show, [])


def alike(first: list[Show], second: list[Show]) -> bool:
    """Whether both are set in one and the same font."""
    return len({show.font for show in (*first, *second)}) == 1


@pytest.mark.parametrize("tag", SEVEN)
def test_untouched_editions_give_no_finding(real: Made, tag: str) -> None:
    assert real.of_pdf(tag, real.pdf(tag)) == []
    assert real.of_page(tag, real.page(tag)) == []
    # The tests below change glyphs and save: it is not the saving that is found.
    assert real.read_pdf(tag, Sheets(real.pdf(tag)).save()) == []


@pytest.mark.parametrize("tag", ["en-GB", "cy", "ar"])
def test_an_untouched_long_edition_gives_no_finding(long: Made, tag: str) -> None:
    assert long.of_pdf(tag, long.pdf(tag)) == []
    assert long.of_page(tag, long.page(tag)) == []
    assert long.read_pdf(tag, Sheets(long.pdf(tag)).save()) == []


@pytest.mark.parametrize("tag", SEVEN)
def test_a_text_replaced_behind_its_tag_is_found(real: Made, tag: str) -> None:
    unseen = []
    runs = marks(Sheets(real.pdf(tag)), 0)
    for first, second in zip(runs, [*runs[3:], *runs[:3]], strict=True):
        sheets = Sheets(real.pdf(tag))
        if not alike(first, second):
            continue
        codes = [code for show in second for code in sheets.codes(0, show)]
        sheets.put(0, first[0], codes)
        for show in first[1:]:
            sheets.put(0, show, [])
        if not real.read_pdf(tag, sheets.save()):
            unseen.append(first[0].mark)
    assert unseen == []


@pytest.mark.parametrize("tag", SEVEN)
def test_two_texts_that_change_places_are_found(real: Made, tag: str) -> None:
    unseen, tried = [], 0
    for first, second in pairwise(marks(Sheets(real.pdf(tag)), 0)):
        sheets = Sheets(real.pdf(tag))
        if not alike(first, second):
            continue
        tried += 1
        exchange(sheets, first, second)
        if not real.read_pdf(tag, sheets.save()):
            unseen.append((first[0].mark, second[0].mark))
    assert tried > 1
    assert unseen == []


@pytest.mark.parametrize("tag", SEVEN)
def test_two_marks_of_the_stream_that_change_glyphs_are_found(real: Made, tag: str) -> None:
    """Engines cut joined scripts into many marks, some of a single glyph."""
    sheets = Sheets(real.pdf(tag))
    by_mark: dict[int, list[Show]] = {}
    for shows in marks(sheets, 0):
        for show in shows:
            assert show.mark is not None
            by_mark.setdefault(show.mark, []).append(show)
    pairs = [
        (first, second)
        for first, second in pairwise(by_mark.values())
        if alike(first, second)
        and [sheets.codes(0, s) for s in first] != [sheets.codes(0, s) for s in second]
    ]
    unseen = []
    for first, second in pairs[:: max(1, len(pairs) // 6)]:
        sheets = Sheets(real.pdf(tag))
        exchange(sheets, first, second)
        if not real.read_pdf(tag, sheets.save()):
            unseen.append((first[0].mark, second[0].mark))
    assert pairs
    assert unseen == []


def used_for(sheets: Sheets) -> dict[tuple[str, int], set[str]]:
    """The letters that each glyph of page 1 stands for, as the engine says somewhere."""
    found: dict[tuple[str, int], set[str]] = {}
    for show in sheets.shows(0):
        font = sheets.document.pages[0].obj.Resources.Font[show.font]
        table = letters_of(font.ToUnicode.read_bytes())
        for code in sheets.codes(0, show):
            letters = found.setdefault((show.font, code), set())
            letters.update(show.spelled or table.get(code, ""))
    return found


@cache
def letters_of(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"^<(\w+)> <(\w+)>$", table, re.MULTILINE)
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs
    }


@pytest.mark.parametrize("tag", JOINED)
def test_a_glyph_changed_in_a_cluster_that_the_engine_spells_out_is_found(
    real: Made, tag: str
) -> None:
    sheets = Sheets(real.pdf(tag))
    uses = used_for(sheets)
    tampers: list[tuple[Show, list[int], int]] = []
    for show in (show for shows in marks(sheets, 0) for show in shows if show.spelled):
        assert show.spelled is not None
        codes = sheets.codes(0, show)
        strange = [
            code
            for (font, code), letters in sorted(uses.items())
            if font == show.font
            and not letters & set(show.spelled)
            and any(letter.isalpha() for letter in letters)
        ]
        if strange:
            tampers.append((show, codes, strange[len(tampers) % len(strange)]))
    assert tampers
    unseen = []
    for number, (show, codes, code) in enumerate(tampers[:: max(1, len(tampers) // 6)]):
        sheets = Sheets(real.pdf(tag))
        place = number % len(codes)
        sheets.replace(0, show, place, [code])
        if not real.read_pdf(tag, sheets.save()):
            unseen.append((show.spelled, codes[place], code))
    assert unseen == []


@pytest.mark.parametrize("tag", SEVEN)
def test_a_glyph_that_is_gone_is_found(real: Made, tag: str) -> None:
    sheets = Sheets(real.pdf(tag))
    spots = [
        (show, place)
        for shows in marks(sheets, 0)
        for show in shows
        for place, code in enumerate(sheets.codes(0, show))
        if paints(sheets, show, code)
    ]
    unseen = []
    for show, place in spots[:: max(1, len(spots) // 6)]:
        sheets = Sheets(real.pdf(tag))
        code = sheets.codes(0, show)[place]
        sheets.replace(0, show, place, [])
        if not real.read_pdf(tag, sheets.save()):
            unseen.append((show.mark, show.spelled, code))
    assert unseen == []


def paints(sheets: Sheets, show: Show, code: int) -> bool:
    """Whether a glyph has an outline; a blank may go without loss."""
    font = sheets.document.pages[0].obj.Resources.Font[show.font]
    return code in _inked(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())


@cache
def _inked(content: bytes) -> frozenset[int]:
    font = TTFont(io.BytesIO(content), lazy=True)
    glyphs = enumerate(font.getGlyphOrder())
    return frozenset(n for n, name in glyphs if font["glyf"][name].numberOfContours)


@pytest.mark.parametrize("tag", JOINED)
def test_words_of_a_sentence_that_change_places_are_found(real: Made, tag: str) -> None:
    """“1 in 10” is not “10 in 1”, and the letters are the same."""
    sheets = Sheets(real.pdf(tag))
    pairs = [
        (first, second)
        for shows in marks(sheets, 0)
        for first, second in pairwise(shows)
        if first.font == second.font
        and all(any(paints(sheets, s, c) for c in sheets.codes(0, s)) for s in (first, second))
        and sheets.codes(0, first) != sheets.codes(0, second)
    ]
    unseen = []
    for first, second in pairs[:: max(1, len(pairs) // 4)]:
        sheets = Sheets(real.pdf(tag))
        exchange(sheets, [first], [second])
        if not real.read_pdf(tag, sheets.save()):
            unseen.append((first.mark, first.place, second.place))
    assert pairs
    assert unseen == []


@pytest.mark.parametrize("tag", ["en-GB", "pl", "zh-Hans"])
def test_a_glyph_that_is_changed_is_found_in_plain_scripts(real: Made, tag: str) -> None:
    unseen = []
    for number, shows in enumerate(marks(Sheets(real.pdf(tag)), 0)):
        sheets = Sheets(real.pdf(tag))
        codes = sheets.codes(0, shows[0])
        place = number % len(codes)
        other = next((code for code in codes if code != codes[place]), codes[place] + 1)
        sheets.replace(0, shows[0], place, [other])
        if not real.read_pdf(tag, sheets.save()):
            unseen.append((number, codes[place], other))
    assert unseen == []


@pytest.mark.parametrize("words", ["عمر 12 سنة", "بين 40 و 65 سنة"])
def test_a_digit_out_of_its_place_is_found_within_arabic(
    site: Site, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    numbers = re.findall(r"\d+", words)
    site.write(
        "source/small/leaflet.md", SMALL + "\nAge " + " or ".join(numbers) + " years.\n"
    )
    assert site.run("update").exit_code == 0
    site.set("locales/ar/small.po", "Age " + " or ".join(numbers) + " years.", words)
    assert site.run("build", "-l", "ar").exit_code in (0, 1)
    edition = editions(site.root)["ar"]
    content = (site.root / "output/ar/small.pdf").read_bytes()
    assert list(verify_pdf(content, edition)) == []
    sheets = Sheets(content)
    digits = numbers[0][0], numbers[-1][-1]
    page, shows = next(
        (page, shows)
        for page in range(len(sheets.pages))
        for text, shows in runs(sheets, page)
        if words in text
    )
    turn: dict[int, int] = {}
    for show in shows:
        font = sheets.document.pages[page].obj.Resources.Font[show.font]
        table = font.ToUnicode.read_bytes().decode("latin-1").upper()
        one, two = (
            int(re.findall(rf"<(\w+)>\s*<{ord(digit):04X}>", table)[0], 16) for digit in digits
        )
        turn |= {one: two, two: one}
        items = sheets.items(page, show)
        sheets.put(page, show, [turn.get(i, i) if isinstance(i, int) else i for i in items])
    assert turn
    content = sheets.save()
    monkeypatch.setattr(PdfRenderer, "render", lambda renderer, edition: content)
    found = list(verify_pdf(content, edition))
    assert found


@pytest.mark.parametrize("tag", SEVEN)
def test_what_these_tests_do_to_a_stream_is_not_itself_found(real: Made, tag: str) -> None:
    sheets = Sheets(real.pdf(tag))
    for number, shows in enumerate(marks(sheets, 0)):
        code = sheets.codes(0, shows[0])[0]
        sheets.replace(0, shows[0], 0, [code])
        sheets.shift(0, shows[0], 0.001 * number % 0.01)
    assert real.read_pdf(tag, sheets.save()) == []


@pytest.mark.parametrize("tag", SEVEN)
def test_a_glyph_that_stands_elsewhere_is_found(real: Made, tag: str) -> None:
    """A dot or a vowel sign over the next letter makes another word of it."""
    # Chinese may be set wider or closer by half an em, which changes no word.
    far = 700.0 if tag == "zh-Hans" else 100.0
    sheets = Sheets(real.pdf(tag))
    spots = [
        (show, place)
        for shows in marks(sheets, 0)
        for show in shows
        for place, code in enumerate(sheets.codes(0, show))
        if paints(sheets, show, code) and len(sheets.codes(0, show)) > 1
    ]
    unseen = []
    for show, place in spots[:: max(1, len(spots) // 6)]:
        for ems in (-far, far):
            sheets = Sheets(real.pdf(tag))
            items = sheets.items(0, show)
            spot = [n for n, item in enumerate(items) if isinstance(item, int)][place]
            moved = [*items[:spot], -ems, items[spot], ems, *items[spot + 1 :]]
            sheets.put(0, show, moved)
            if not real.read_pdf(tag, sheets.save()):
                unseen.append((show.mark, place, ems))
    assert spots
    assert unseen == []


@pytest.mark.parametrize("tag", ["ar", "ur"])
def test_a_mark_that_the_engine_paints_by_itself_is_found_elsewhere(
    real: Made, tag: str
) -> None:
    sheets = Sheets(real.pdf(tag))
    alone = [
        show
        for shows in marks(sheets, 0)
        for show in shows
        if len(sheets.codes(0, show)) == 1 and paints(sheets, show, sheets.codes(0, show)[0])
    ]
    unseen = []
    for number, show in enumerate(alone[:: max(1, len(alone) // 8)]):
        sheets = Sheets(real.pdf(tag))
        sheets.shift(0, show, *((0, 3.0), (3.0, 0), (0, -3.0), (-3.0, 0))[number % 4])
        if not real.read_pdf(tag, sheets.save()):
            unseen.append((show.mark, show.spelled))
    assert alone
    assert unseen == []


@pytest.mark.parametrize("tag", SEVEN)
def test_words_that_change_places_behind_the_order_of_the_stream_are_found(
    real: Made, tag: str
) -> None:
    """Where words stand is what a reader sees, whatever comes first in the file."""
    unseen, tried = [], 0
    whole = Sheets(real.pdf(tag))
    for number, shows in enumerate(marks(whole, 0)[::3]):
        sheets = Sheets(real.pdf(tag))
        if not words_swapped(sheets, shows, tag):
            continue
        tried += 1
        if not real.read_pdf(tag, sheets.save()):
            unseen.append(number)
    assert tried > 1
    assert unseen == []


def words_swapped(sheets: Sheets, shows: list[Show], tag: str) -> bool:
    """Let two different words of a line stand in each other's place; False if it has none."""
    if tag in ("ar", "ur"):
        return pieces_swapped(sheets, shows)
    show = max(shows, key=lambda show: len(sheets.codes(0, show)))
    items = sheets.items(0, show)
    inked = [isinstance(i, float) or paints(sheets, show, i) for i in items]
    stop = start = 1
    if tag != "zh-Hans":
        start = inked.index(False) if False in inked else len(items)
        stop = start + 1
    end = next((n for n in range(stop, len(items)) if not inked[n]), len(items))
    if tag == "zh-Hans":
        end = 2
    first, gap, second, rest = items[:start], items[start:stop], items[stop:end], items[end:]
    if not second or first == second:
        return False

    def wide(part: Sequence[int | float]) -> float:
        return sum(sheets.width(0, show, i) if isinstance(i, int) else -i for i in part)

    one, two, between = wide(first), wide(second), wide(gap)
    away = [-(two + between), *first, one + two + between, *second]
    sheets.put(0, show, [*away, -(one + between), *gap, between, *rest])
    return True


def pieces_swapped(sheets: Sheets, shows: list[Show]) -> bool:
    """The same where the engine paints each word by itself, or a word in many pieces."""
    words: list[list[Show]] = [[]]
    for show in shows:
        words[-1].append(show)
        if not all(paints(sheets, show, code) for code in sheets.codes(0, show)):
            words.append([])
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        if not three:
            continue
        lefts = [sheets.left(0, word[0]) for word in (one, two, three)]
        codes = [[sheets.codes(0, show) for show in word] for word in (one, two)]
        if lefts == sorted(lefts) and codes[0] != codes[1] and min(map(len, codes)) > 0:
            for show in one:
                sheets.shift(0, show, lefts[2] - lefts[1])
            for show in two:
                sheets.shift(0, show, lefts[0] - lefts[1])
            return True
    return False


@pytest.mark.parametrize("tag", ["cy", "ar"])
@pytest.mark.parametrize(
    ("one", "other"), [("500 mg", "9:00"), ("Dose", "500 mg"), ("one thing", "another thing")]
)
def test_blocks_that_stand_in_each_others_place_are_found(
    long: Made, tag: str, one: str, other: str
) -> None:
    sheets = Sheets(long.pdf(tag))
    said = runs(sheets, 0)
    blocks = [
        next(n for n, (text, _) in enumerate(said) if words in text) for words in (one, other)
    ]
    texts, shows = zip(*(block_around(said, n, tag) for n in blocks), strict=True)
    assert texts[0] != texts[1]
    lefts = [min(sheets.left(0, show) for show in its) for its in shows]
    tops = [_height(sheets, 0, its[0]) for its in shows]
    for number, its in enumerate(shows):
        for show in its:
            across = lefts[1 - number] - lefts[number]
            sheets.shift(0, show, across, tops[number] - tops[1 - number])
    found = long.read_pdf(tag, sheets.save())
    assert [said for said in found if "stands before" in said]


@pytest.mark.parametrize("tag", ["cy", "ar"])
def test_cells_that_run_into_each_other_are_found(long: Made, tag: str) -> None:
    sheets = Sheets(long.pdf(tag))
    said = runs(sheets, 0)
    number = next(n for n, (text, _) in enumerate(said) if "500 mg" in text)
    _, shows = block_around(said, number, tag)
    for show in shows:
        sheets.shift(0, show, -200 if tag == "ar" else 200)
    found = long.read_pdf(tag, sheets.save())
    assert [said for said in found if "stands before" in said]


def block_around(
    said: list[tuple[str, list[Show]]], number: int, tag: str
) -> tuple[str, list[Show]]:
    """A block's words and all that paints them: in Arabic, English words are runs apart."""
    first, last = number, number + 1
    if tag == "ar":
        first, last = number - 1, number + 2
    parts = said[first:last]
    return "".join(text for text, _ in parts), [show for _, shows in parts for show in shows]


@pytest.mark.parametrize("tag", ["ar", "ur"])
def test_a_mark_of_another_size_is_found(real: Made, tag: str) -> None:
    sheets = Sheets(real.pdf(tag))
    alone = [
        show
        for shows in marks(sheets, 0)
        for show in shows
        if len(sheets.codes(0, show)) == 1 and paints(sheets, show, sheets.codes(0, show)[0])
    ]
    *_, number = (n for n in range(alone[1].place) if str(sheets.pages[0][n].operator) == "Tf")
    font, size = sheets.pages[0][number].operands
    sheets.pages[0][number] = pikepdf.ContentStreamInstruction(
        [font, float(size) / 2], pikepdf.Operator("Tf")
    )
    assert any("sizes" in said for said in real.read_pdf(tag, sheets.save()))


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("pa", "ਡਾਕਟਰ—(ਰੇਡੀਓਲੋਜਿਸਟ)—ਕੈਲਸੀਫਿਕੇਸ਼ਨਾਂ"),
        ("bn", "ম্যাক্রোক্যালসিফিকেশন/মাইক্রোক্যালসিফিকেশন"),
        ("ur", "میکروکیلسیفیکیشن/مائیکروکیلسیفیکیشن"),
        ("pl", "makrozwapnienia/mikrozwapnienia"),
    ],
)
def test_a_long_stretch_is_cut_between_no_letter_and_its_signs(
    real: Made, tag: str, words: str
) -> None:
    passage = Passage(kind=Kind.PARAGRAPH, runs=(Run(text=f"{words} " * 9),))
    edition = real.editions[tag]
    section = EditionSection(id="long", passages=(passage,))
    edition = replace(edition, sections=(*edition.sections, section))
    assert list(verify_pdf(PdfRenderer(0).render(edition), edition)) == []


def test_a_line_that_ends_with_a_soft_hyphen_gives_no_finding(site: Site) -> None:
    """There it is drawn, and parts “f” from “i”, which are one glyph elsewhere."""
    words = "micro\u00adcalcif\u00adications " * 60
    site.write("source/small/leaflet.md", f"{SMALL}\n{words}end.\n")
    assert site.run("update").exit_code == 0
    assert site.run("build", "-l", "en-GB").exit_code in (0, 1)
    content = (site.root / "output/en-GB/small.pdf").read_bytes()
    assert list(verify_pdf(content, editions(site.root)["en-GB"])) == []
    sheets = Sheets(content)
    (shows,) = (shows for text, shows in runs(sheets, 0) if text.startswith("micro"))
    glyphs = [len(sheets.codes(0, show)) for show in shows]
    # A blank more or less at the ends of lines is no matter.
    assert sum(glyphs) > len("microcalcications ") * 60 + len("end.")


def test_a_line_that_begins_with_the_hyphen_before_it_gives_no_finding(site: Site) -> None:
    """Polish repeats it; English does not."""
    words = "Xray-scan " * 60
    site.write("source/small/leaflet.md", f"{SMALL}\n{words}end.\n")
    (site.root / "locales" / "pl").mkdir()
    assert site.run("update").exit_code == 0
    shutil.copy(ROOT / "locales/pl/interface.po", site.root / "locales/pl/interface.po")
    site.translate("pl")
    assert site.run("build", "-l", "pl", "-l", "en-GB").exit_code in (0, 1)
    for tag, repeated in (("en-GB", False), ("pl", True)):
        content = (site.root / f"output/{tag}/small.pdf").read_bytes()
        assert list(verify_pdf(content, editions(site.root)[tag])) == []
        sheets = Sheets(content)
        ((text, shows),) = ((t, shows) for t, shows in runs(sheets, 0) if words.strip() in t)
        codes = [code for show in shows for code in sheets.codes(0, show)]
        hyphen = codes[text.index("-")]
        assert (codes.count(hyphen) > text.count("-")) is repeated


def test_a_box_in_place_of_a_letter_is_found(real: Made) -> None:
    for tag in SEVEN:
        sheets = Sheets(real.pdf(tag))
        show = marks(sheets, 0)[2][0]
        sheets.put(0, show, [0, *sheets.codes(0, show)[1:]])
        assert any(".notdef" in said for said in real.read_pdf(tag, sheets.save())), tag


# PDF: the tags, the claims, the pages

Tamper = Callable[[pikepdf.Pdf], None]


def tampered(content: bytes, change: Tamper) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        return saved(document)


def spans(document: pikepdf.Pdf) -> list[Object]:
    return [e for e in elements(document.Root.StructTreeRoot) if "/ActualText" in e]


def with_role(document: pikepdf.Pdf, role: str) -> list[Object]:
    return [e for e in elements(document.Root.StructTreeRoot) if str(e.S) == f"/{role}"]


def says(words: str, other: str) -> Tamper:
    def change(document: pikepdf.Pdf) -> None:
        (span,) = [s for s in spans(document) if words in str(s.ActualText)]
        span.ActualText = String(str(span.ActualText).replace(words, other))

    return change


def says_all(words: str, other: str) -> Tamper:
    def change(document: pikepdf.Pdf) -> None:
        (span,) = [s for s in spans(document) if str(s.ActualText) == words]
        span.ActualText = String(other)

    return change


def leads(old: str, new: str) -> Tamper:
    def change(document: pikepdf.Pdf) -> None:
        links = [
            item
            for page in document.pages
            for item in page.obj.get("/Annots", [])
            if str(item.A.URI) == old
        ]
        links[-1].A.URI = String(new)

    return change


def top(document: pikepdf.Pdf) -> Object:
    (found,) = kids(document.Root.StructTreeRoot)
    return found


def block_dropped_and_the_rest_shifted(document: pikepdf.Pdf) -> None:
    texts = [str(span.ActualText) for span in spans(document)]
    for span, text in zip(spans(document)[6:], texts[7:], strict=False):
        span.ActualText = String(text)
    del spans(document)[-1]["/ActualText"]


def block_dropped(document: pikepdf.Pdf) -> None:
    del top(document).K[8]


def section_moved(document: pikepdf.Pdf) -> None:
    items = list(top(document).K)
    first, *_, last = (n for n, item in enumerate(items) if str(item.S) == "/H2")
    section = items[last : last + 2]
    top(document).K = Array([*items[:first], *section, *items[first:last], *items[last + 2 :]])


def role_of(old: str, new: str, number: int = 0) -> Tamper:
    def change(document: pikepdf.Pdf) -> None:
        with_role(document, old)[number].S = Name(f"/{new}")

    return change


def lists_without_a_list(document: pikepdf.Pdf) -> None:
    for found in with_role(document, "L"):
        found.S = Name.Div


def font_file_removed(document: pikepdf.Pdf) -> None:
    for font in document.pages[0].obj.Resources.Font.values():
        del font.DescendantFonts[0].FontDescriptor["/FontFile2"]


def font_table_removed(document: pikepdf.Pdf) -> None:
    for font in document.pages[0].obj.Resources.Font.values():
        del font["/ToUnicode"]


def root_key(path: str, value: object) -> Tamper:
    def change(document: pikepdf.Pdf) -> None:
        node: Object = document.Root
        *above, last = path.split("/")
        for name in above:
            node = node[f"/{name}"]
        if value is None:
            del node[f"/{last}"]
        else:
            node[f"/{last}"] = value

    return change


def claim_gone(pattern: str) -> Tamper:
    def change(document: pikepdf.Pdf) -> None:
        text = document.Root.Metadata.read_bytes()
        assert re.search(pattern.encode(), text)
        document.Root.Metadata.write(re.sub(pattern.encode(), b"", text))

    return change


def other_title(document: pikepdf.Pdf) -> None:
    text = document.Root.Metadata.read_bytes()
    document.Root.Metadata.write(text.replace(b"Long title", b"Wrong title"))


def other_alt(document: pikepdf.Pdf) -> None:
    with_role(document, "Figure")[0].Alt = String("Another picture")


def other_language(document: pikepdf.Pdf) -> None:
    with_role(document, "P")[2].Lang = String("fr")


def mark_language(document: pikepdf.Pdf) -> None:
    change_stream(document, rb"/Lang ?\(cy\)", b"/Lang (pl)")


def english_language(document: pikepdf.Pdf) -> None:
    english = [span for span in spans(document) if str(span.get("/Lang", "")) == "en-GB"]
    assert len(english) > 3
    del english[-1]["/Lang"]


def picture_language(document: pikepdf.Pdf) -> None:
    with_role(document, "Figure")[0].Lang = String("en-GB")


def change_stream(document: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    page = document.pages[1]
    content, count = re.subn(old, new, page.obj.Contents.read_bytes(), count=1)
    assert count
    page.obj.Contents = document.make_stream(content)


def move_all(document: pikepdf.Pdf, matrix: bytes) -> None:
    page = document.pages[1]
    page.obj.Contents = document.make_stream(
        matrix + b" cm\n" + page.obj.Contents.read_bytes()
    )


def paint_more(document: pikepdf.Pdf, begin: str = "", end: str = "") -> None:
    """Paint three letters into the middle of a page, between two operators."""
    page = document.pages[1]
    font = next(iter(page.obj.Resources.Font.keys()))
    text = f"BT {font} 40 Tf 1 0 0 1 100 400 Tm <000500060007> Tj ET"
    page.contents_add(f"{begin} {text} {end}".encode())


def turned_over(document: pikepdf.Pdf) -> None:
    move_all(document, b"-1 0 0 1 595 0")


def not_filled(document: pikepdf.Pdf) -> None:
    change_stream(document, rb"\b0 Tr\b", b"3 Tr")


def words_painted_for_no_tag(document: pikepdf.Pdf) -> None:
    paint_more(document, "/Span <</MCID 999>> BDC", "EMC")


def foot_removed(document: pikepdf.Pdf) -> None:
    change_stream(document, rb"(?s)/Artifact(?!.*/Artifact).*", b"")


def pages_swapped(document: pikepdf.Pdf) -> None:
    assert len(document.pages) > 3
    sheets = document.Root.Pages.Kids
    sheets[1], sheets[2] = document.pages[2].obj, document.pages[1].obj


def page_removed(document: pikepdf.Pdf) -> None:
    del document.pages[2]


def pages_cropped(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        page.obj.CropBox = Array([0, 600, 595, 842])


def moved_off_the_page(document: pikepdf.Pdf) -> None:
    move_all(document, b"1 0 0 1 2000 0")


def words_painted_as_an_artifact(document: pikepdf.Pdf) -> None:
    paint_more(document, "/Artifact BMC", "EMC")


def words_painted_without_a_tag(document: pikepdf.Pdf) -> None:
    paint_more(document)


def script_added(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    document.Root.OpenAction = action


def link_removed(document: pikepdf.Pdf) -> None:
    page = next(page for page in document.pages if "/Annots" in page.obj)
    del page.obj["/Annots"]


READ: list[tuple[str, Tamper]] = [
    ("a letter", says("harmful", "harmfull")),
    ("a digit", says("12 days", "13 days")),
    ("a not", says("Not harmful", "Harmful")),
    ("the bold not", says_all("not", "now")),
    ("a telephone number", says("0808 808 00 00", "0808 808 00 01")),
    ("a block dropped", block_dropped),
    ("a block dropped, the rest shifted", block_dropped_and_the_rest_shifted),
    ("a section moved", section_moved),
    ("a heading level skipped", role_of("H2", "H4", 1)),
    ("a heading made a paragraph", role_of("H3", "P")),
    ("a column heading made a cell", role_of("TH", "TD")),
    ("a font's file removed", font_file_removed),
    ("a font's table removed", font_table_removed),
    ("the language", root_key("Lang", String("en"))),
    ("no language", root_key("Lang", None)),
    ("not marked as tagged", root_key("MarkInfo/Marked", False)),
    ("the title not shown", root_key("ViewerPreferences/DisplayDocTitle", False)),
    ("read from the wrong side", root_key("ViewerPreferences/Direction", Name.R2L)),
    ("no claim of PDF/UA", claim_gone("<pdfuaid:part>1</pdfuaid:part>")),
    ("no claim of PDF/A", claim_gone("<pdfaid:part>2</pdfaid:part>")),
    ("no claim of level A", claim_gone("<pdfaid:conformance>A</pdfaid:conformance>")),
    ("the title", other_title),
    ("a picture's words", other_alt),
    ("a page removed", page_removed),
    ("words painted without a tag", words_painted_without_a_tag),
    ("a link's host", leads("https://example.org/s", "https://evil.example/s")),
    ("a link's number", leads("tel:08088080000", "tel:08088080001")),
    ("links removed", link_removed),
    ("a block's language", other_language),
    ("a mark's language", mark_language),
    ("the English's language", english_language),
    ("a picture's language", picture_language),
    ("pages swapped", pages_swapped),
    ("pages cropped", pages_cropped),
    ("a page's text moved off it", moved_off_the_page),
    ("a page's text turned over", turned_over),
    ("text that is not filled", not_filled),
    ("words painted as an artifact", words_painted_as_an_artifact),
    ("words painted for no tag", words_painted_for_no_tag),
    ("the foot of a page", foot_removed),
]
TAGS: list[tuple[str, Tamper]] = [
    ("lists without a list", lists_without_a_list),
    ("a script", script_added),
]


@pytest.mark.parametrize(("name", "change"), READ, ids=[name for name, _ in READ])
def test_what_an_engine_does_wrong_is_found_by_reading(
    long: Made, name: str, change: Tamper
) -> None:
    found = long.read_pdf("cy", tampered(long.pdf("cy"), change))
    assert found, name


@pytest.mark.parametrize(("name", "change"), TAGS, ids=[name for name, _ in TAGS])
def test_what_is_changed_in_a_pdf_is_found(long: Made, name: str, change: Tamper) -> None:
    found = long.of_pdf("cy", tampered(long.pdf("cy"), change))
    assert found, name


def test_the_reading_direction_taken_from_an_arabic_pdf_is_found(long: Made) -> None:
    change = root_key("ViewerPreferences/Direction", None)
    assert len(long.read_pdf("ar", tampered(long.pdf("ar"), change))) == 1


@pytest.mark.parametrize("tag", ["cy", "ar"])
@pytest.mark.parametrize("which", ["all", "its own", "the English"])
def test_a_notice_taken_from_a_later_page_is_found(long: Made, tag: str, which: str) -> None:
    for page in (1, 2):
        sheets = Sheets(long.pdf(tag))
        shows = [show for show in sheets.shows(page) if show.artifact]
        # The head comes before the text, the foot behind it: what is painted high is the head.
        heads = [show for show in shows if _height(sheets, page, show) > 740]
        english = heads[-1].font
        chosen = [
            s for s in heads if which == "all" or (s.font == english) is (which != "its own")
        ]
        if tag == "cy" and which != "all":
            middle = len(heads) // 2
            chosen = heads[:middle] if which == "its own" else heads[middle:]
        assert chosen
        assert len(chosen) < len(heads) or which == "all"
        for show in chosen:
            sheets.put(page, show, [])
        found = long.read_pdf(tag, sheets.save())
        assert [said for said in found if said.startswith(f"page {page + 1}: the notice")]


def test_letters_of_the_foot_do_not_stand_for_a_notice(site: Site) -> None:
    """A long title at the foot has all the letters that the notice at the head has."""
    title = "Notes not for other patients. Doctors checked Dr. North’s draft."
    filler = "".join(f"Paragraph {n} {'with many words ' * 22}\n\n" for n in range(20))
    site.write("source/small/leaflet.md", SMALL.replace("Small title", title) + "\n" + filler)
    assert site.run("update").exit_code == 0
    site.run("build", "-l", "en-GB")
    content = (site.root / "output/en-GB/small.pdf").read_bytes()
    edition = editions(site.root)["en-GB"]
    assert list(verify_pdf(content, edition)) == []
    sheets = Sheets(content)
    for show in sheets.shows(1):
        if show.artifact and _height(sheets, 1, show) > 740:
            sheets.put(1, show, [])
    found = list(verify_pdf(sheets.save(), edition))
    assert [said for said in found if said.startswith("page 2: the notice")]


def _height(sheets: Sheets, page: int, show: Show) -> float:
    """How high a text stands on its page: the sum of the shifts that are open there."""
    stack: list[float] = []
    height = 0.0
    for instruction in sheets.pages[page][: show.place]:
        operator = str(instruction.operator)
        if operator == "q":
            stack.append(height)
        elif operator == "Q":
            height = stack.pop()
        elif operator == "cm":
            height = max(height, float(str(instruction.operands[5])))
    return height


def test_the_notice_taken_from_the_first_page_is_found(long: Made) -> None:
    def change(document: pikepdf.Pdf) -> None:
        items = list(top(document).K)
        top(document).K = Array(items[2:])

    found = long.of_pdf("cy", tampered(long.pdf("cy"), change))
    assert [said for said in found if said.startswith("page 1: the notice")]


def test_a_released_edition_in_the_place_of_a_draft_is_found(long: Made) -> None:
    for tag in ("en-GB", "cy", "ar"):
        draft = long.editions[tag]
        released = replace(draft, outcome=Outcome.RELEASED)
        page = HtmlRenderer().render(released)
        assert list(verify_page(page, released)) == []
        found = " ".join(verify_page(page, draft))
        assert "notice" in found
        assert "mark" in found
        pdf = PdfRenderer(0).render(released)
        assert list(verify_pdf(pdf, released)) == []
        found = " ".join(verify_pdf(pdf, draft))
        assert "notice" in found
        assert "It meets the mark" in found


def test_a_draft_in_the_place_of_a_released_edition_is_found(long: Made) -> None:
    released = replace(long.editions["cy"], outcome=Outcome.RELEASED)
    assert "It meets the mark." in " ".join(verify_page(long.content("cy", "html"), released))
    assert "It meets the mark." in " ".join(verify_pdf(long.pdf("cy"), released))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"\x00" * 2000, b"<html></html>"])
def test_what_is_no_pdf_is_a_finding_and_no_traceback(long: Made, content: bytes) -> None:
    found = long.of_pdf("cy", content)
    assert found


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_pdf_that_was_cut_off_is_found(long: Made, share: float) -> None:
    content = long.pdf("cy")
    found = long.of_pdf("cy", content[: int(len(content) * share)])
    assert found


# Pages


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def drop(pattern: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        changed, count = re.subn(pattern, "", text, count=1, flags=re.DOTALL)
        assert count == 1
        return changed

    return change


def replaced(pattern: str, other: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, other, text)


def in_main(pattern: str, other: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        head, main, rest = text.partition("<main")
        return head + main + re.sub(pattern, other, rest)

    return change


def last_link(text: str) -> str:
    start, _, end = text.rpartition('href="https://example.org/s"')
    return f'{start}href="https://evil.example/"{end}'


def links_swapped(text: str) -> str:
    old = 'href="https://example.org/s"'
    assert text.count(old) == 2
    text = text.replace(old, "@", 1)
    text = text.replace('href="https://example.org/other"', old, 1)
    return text.replace("@", 'href="https://example.org/other"', 1)


def sections_moved(text: str) -> str:
    parts = re.findall(r"<section .*?</section>\n", text, re.DOTALL)
    return text.replace(parts[1], "", 1).replace(parts[0], parts[1] + parts[0], 1)


LAST = "<p>Xx The last words. xX</p>"
MARK = "<p>Xx It meets the mark. xX</p>"
NONE = '<p class="no-mark">'
EVIL = "https://evil.example/"
REFRESH = f'<meta http-equiv="refresh" content="0;url={EVIL}">'
HOLD = 'lang="ar" dir="rtl" hreflang'
PAGES: list[tuple[str, str, Callable[[str], str]]] = [
    ("a letter", "cy", swap("Not harmful", "Not harmfull")),
    ("a digit", "cy", swap("12 days", "13 days")),
    ("a not", "cy", swap("Not harmful", "Harmful")),
    ("the bold not", "cy", drop(r"<strong>not</strong>")),
    ("a telephone number", "cy", swap(">0808 808 00 00<", ">0808 808 00 01<")),
    ("a section removed", "cy", drop(r'<section aria-labelledby="steps".*?</section>')),
    ("a section moved", "cy", sections_moved),
    ("a paragraph removed", "cy", drop(r"<p>Xx The last words\. xX</p>")),
    ("a paragraph twice", "cy", swap(LAST, LAST * 2)),
    ("words between sections", "cy", swap("</main>", "<p>Stop the treatment.</p></main>")),
    ("words behind the text", "cy", swap("<footer>", "<p>Stop the treatment.</p><footer>")),
    ("words in a div", "cy", swap("</section>", "<div>Stop the treatment.</div></section>")),
    ("bare words", "cy", swap("</section>", "Stop the treatment.</section>")),
    ("a heading of level 5", "cy", swap("</section>", "<h5>Stop</h5></section>")),
    ("the language", "cy", swap('<html lang="cy"', '<html lang="en"')),
    ("the direction", "ar", swap('<html lang="ar" dir="rtl"', '<html lang="ar" dir="ltr"')),
    ("a block's language", "cy", swap("<p>Xx The last", '<p lang="fr">Xx The last')),
    ("a block's direction", "cy", swap("<p>Xx The last", '<p dir="rtl">Xx The last')),
    ("an isolate's direction", "ar", in_main(r'(<bdi[^>]*dir=")ltr', r"\1rtl")),
    ("an isolate gone", "ar", in_main("</?bdi[^>]*>", "")),
    ("an autonym's language", "cy", swap(HOLD, HOLD.replace("rtl", "ltr"))),
    ("the notice's language", "ar", swap(' lang="en-GB" dir="ltr"><strong>D', '><strong>D')),
    ("a heading level skipped", "cy", lambda text: text.replace("h3", "h4")),
    ("a heading made a paragraph", "cy", lambda text: re.sub("(?<=<)h3|(?<=/)h3", "p", text)),
    ("the notice", "cy", drop(r"<header class=\"draft\".*?</header>")),
    ("the notice in English", "cy", drop(r'<p lang="en-GB" dir="ltr"><strong>Draft.*?</p>')),
    ("the notice hidden", "cy", swap('id="_draft"', 'id="_draft" hidden')),
    ("the quality mark", "cy", swap(NONE, MARK + NONE)),
    ("the quality mark in the foot", "cy", swap("</footer>", MARK + "</footer>")),
    ("a script", "cy", swap("</body>", "<script>1</script></body>")),
    ("a handler", "cy", swap("<main ", '<main onclick="x()" ')),
    ("a javascript: address", "cy", swap("https://example.org/s", "javascript:x()")),
    ("a frame", "cy", swap("</section>", '<iframe src="x.html"></iframe></section>')),
    ("a form", "cy", swap("</section>", '<form action="https://evil.example"></form></section>')),
    ("a refresh", "cy", swap("<title>", REFRESH + "<title>")),
    ("a style of another host", "cy", swap("</style>", f'@import "{EVIL}x.css";</style>')),
    ("a hiding style", "cy", swap("</style>", "#last{display:none}</style>")),
    ("the policy weakened", "cy", replaced("default-src [^;]*", "default-src *")),
    ("the policy gone", "cy", drop(r'<meta http-equiv="Content-Security-Policy".*?>')),
    ("a picture of another host", "cy", swap('src="../assets', 'src="https://evil.example/assets')),
    ("another picture", "cy", swap("pic.png", "other.png")),
    ("a picture's words", "cy", swap("Xx A picture xX", "Xx Another picture xX")),
    ("a link's host", "cy", swap('href="https://example.org/other"', 'href="https://evil.example/"')),
    ("one of two same links", "cy", last_link),
    ("two links swapped", "cy", links_swapped),
    ("a link's number", "cy", swap("tel:08088080000", "tel:08088080001")),
    ("a link removed", "cy", drop(r'<a href="https://example.org/other">')),
    ("a link added", "cy", swap(LAST, f'<a href="{EVIL}">{LAST}</a>')),
    ("a menu's link", "cy", swap('href="../ar/', 'href="https://evil.example/ar/')),
    ("an alternate's address", "cy", swap('="ar" href="..', '="ar" href="https://evil.example')),
    ("the PDF's address", "cy", swap('href="small.pdf"', 'href="https://evil.example/small.pdf"')),
    ("a link of the contents", "cy", swap('href="#last"', 'href="#first"')),
    ("a section hidden", "cy", swap('data-section="last"', 'hidden data-section="last"')),
    ("a paragraph hidden", "cy", swap("<p>Xx The last", "<p hidden>Xx The last")),
    ("a paragraph unseen", "cy", swap(LAST, LAST.replace("<p", '<p style="opacity:0"'))),
    ("a paragraph unheard", "cy", swap(LAST, LAST.replace("<p", '<p aria-hidden="true"'))),
    ("a paragraph struck out", "cy", swap(LAST, f"<del>{LAST}</del>")),
    ("an id twice", "cy", swap("<footer>", '<footer id="_main">')),
    ("the title", "cy", swap("<title>", "<title>Other ")),
    ("the description", "cy", swap('description" content="', 'description" content="No ')),
    ("the publisher", "cy", lambda text: text.replace("Some Trust", "Some Other Trust")),
    ("the skip link", "cy", drop(r'<a class="skip".*?</a>')),
]  # fmt: skip


READ_PAGES = {
    "a letter",
    "a digit",
    "a not",
    "the bold not",
    "a telephone number",
    "a section removed",
    "a section moved",
    "a paragraph removed",
    "a paragraph twice",
    "the language",
    "the direction",
    "an autonym's language",
    "a heading level skipped",
    "a heading made a paragraph",
    "the notice",
    "the quality mark",
    "a script",
    "a handler",
    "a javascript: address",
    "a frame",
    "a form",
    "the policy gone",
    "a picture of another host",
    "a picture's words",
    "a link's host",
    "a link's number",
    "a link removed",
    "the skip link",
    "one of two same links",
    "two links swapped",
    "a link added",
}
read_pages = [row for row in PAGES if row[0] in READ_PAGES]
other_pages = [row for row in PAGES if row[0] not in READ_PAGES]


@pytest.mark.parametrize(
    ("tag", "change"), [row[1:] for row in read_pages], ids=[row[0] for row in read_pages]
)
def test_what_a_renderer_does_wrong_is_found_by_reading(
    long: Made, tag: str, change: Callable[[str], str]
) -> None:
    assert {row[0] for row in read_pages} == READ_PAGES
    found = long.read_page(tag, change(long.page(tag)))
    assert found


@pytest.mark.parametrize(
    ("tag", "change"), [row[1:] for row in other_pages], ids=[row[0] for row in other_pages]
)
def test_what_is_changed_in_a_page_is_found(
    long: Made, tag: str, change: Callable[[str], str]
) -> None:
    before = long.page(tag)
    after = change(before)
    changed = after != before
    assert changed
    found = long.of_page(tag, after)
    assert found


@pytest.mark.parametrize("content", [b"", b" ", b"\xff\xfe\x00", b"%PDF", b"<!DOCTYPE html>"])
def test_what_is_no_page_is_a_finding_and_no_traceback(long: Made, content: bytes) -> None:
    assert list(verify_page(content, long.editions["cy"])) != []


# Nothing is found where nothing is wrong

COLUMNS = f"\n| {' | '.join('ABCDEF')} |\n|{'---|' * 6}\n"
WIDE = [
    f"{'Pneumonoultramicroscopic' if n % 2 else '123456789012345678901234'}{n}"
    for n in range(6)
]
WHOLE = [
    ("a long word", f"\nA {'Donaudampfschifffahrt' * 3} word.\n"),
    ("a hard break", "\nOne line\\\nand another line.\n"),
    ("a paragraph left in English", "\n<!-- notranslate -->\nThe Lancet report.\n"),
    ("an item left in English", "\n<!-- notranslate -->\n- The Lancet report\n"),
    ("a table left in English", "\n<!-- notranslate -->\n| A | B |\n|---|---|\n| c | d |\n"),
    ("a picture left in English", "\n<!-- notranslate -->\n![The Lancet](pic.png)\n"),
    ("a cell without words", "\n| A | B |\n|---|---|\n| c |  |\n"),
    ("wide words in narrow cells", f"{COLUMNS}| {' | '.join(WIDE)} |\n"),
    ("words of the mark elsewhere", "\nThe TICK is a mark.\n\n::: quality-mark\nTICK\n:::\n"),
    ("a fact that is a sign", "\nIt is {sign} here.\n"),
    ("odd signs", '\nSigns: \\< > & " \' © “x” – \\* \\[x\\] \\_y\\_ # ~ $ @ .\n'),
]  # fmt: skip


@pytest.mark.parametrize("text", [row[1] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_a_fresh_build_of_any_construct_gives_no_finding(site: Site, text: str) -> None:
    site.write("source/small/leaflet.md", SMALL + text)
    site.write("source/small/pic.png", PNG)
    site.write("source/links.toml", LINKS)
    site.write("source/facts.toml", '[sign]\nvalue = "<b> & \\"c\\""\n')
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.edit("locales/ar/small.po", lambda e: e if any(e.strings) else arabic(e))
    built = site.run("build")
    assert built.exit_code == 0, built.output
    verified = site.run("verify")
    assert verified.exit_code == 0, verified.output


def test_a_fresh_build_with_settings_of_its_own_gives_no_finding(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = '[tool.polyleaf]\nbase-url = "https://charity.example/leaflets/"\n'
    site.write("pyproject.toml", base + PSEUDO)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000001")
    assert site.run("build").exit_code == 0
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    verified = site.run("verify")
    assert verified.exit_code == 0, verified.output


@pytest.mark.parametrize("title", ["Fish & chips", r"Under \< 5", 'A "good" > one'])
def test_a_title_with_signs_gives_no_finding(site: Site, title: str) -> None:
    site.write("source/small/leaflet.md", SMALL.replace("Small title", title))
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    assert site.run("build").exit_code == 0
    verified = site.run("verify")
    assert verified.exit_code == 0, verified.output


@pytest.mark.parametrize(
    "words",
    [
        "في (DCIS).",
        "في (DCIS), (LCIS), ثم",
        "DCIS (5 mm) – LCIS",
        "«BRCA1» / «BRCA2»",
    ],
)
def test_latin_words_and_brackets_in_arabic_give_no_finding(site: Site, words: str) -> None:
    numbers = " ".join(re.findall(r"(?<![A-Z])\d+", words))
    english = f"Words {numbers} {' '.join(re.findall('[A-Z]+[0-9]', words))}.".replace(
        "  ", " "
    )
    site.write("source/small/leaflet.md", f"{SMALL}\n{english}\n")
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.set("locales/ar/small.po", english, words)
    built = site.run("build")
    assert built.exit_code == 0, built.output
    verified = site.run("verify")
    assert verified.exit_code == 0, verified.output


# The command


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small project with a picture, built."""
    site = Site(tmp_path_factory.mktemp("small") / "site")
    site.write("source/small/leaflet.md", SMALL + "\n![A picture](pic.png)\n")
    site.write("source/small/pic.png", PNG)
    for posix in ("cy", "ar"):
        (site.root / "locales" / posix).mkdir(parents=True)
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    assert site.run("build").exit_code == 0
    return site


@pytest.fixture
def folder(small: Site, tmp_path: Path) -> Path:
    """A copy of its output, to break."""
    return shutil.copytree(small.root / "output", tmp_path / "output")


def verify(small: Site, folder: Path) -> tuple[int, str]:
    result = small.run("verify", str(folder))
    return result.exit_code, result.output


def test_the_command_is_content_with_an_untouched_folder(small: Site, folder: Path) -> None:
    assert verify(small, folder) == (0, "6 files verified, 0 findings\n")


FILES = [
    "cy/small.html", "ar/small.pdf", "index.html", "assets/small/pic.png",
    "assets/fonts/NotoNaskhArabic-Bold.woff2",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_command_finds_a_file_that_is_gone(small: Site, folder: Path, name: str) -> None:
    (folder / name).unlink()
    code, said = verify(small, folder)
    assert code == 1
    assert f"output/{name}:1: error: stands in manifest.json and is missing" in said


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", [0.0, 0.999])
def test_the_command_finds_a_byte_that_was_flipped(
    small: Site, folder: Path, name: str, place: float
) -> None:
    content = bytearray((folder / name).read_bytes())
    content[int(place * len(content))] ^= 1
    (folder / name).write_bytes(content)
    code, said = verify(small, folder)
    assert code == 1
    assert f"output/{name}:1: error: is not the file that manifest.json names" in said


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 3}', '{"files": [{}]}', "\0"])
def test_the_command_finds_a_manifest_that_cannot_be_read(
    small: Site, folder: Path, text: str
) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    code, said = verify(small, folder)
    assert code == 1
    assert "output/manifest.json:1: error: cannot be read" in said


def test_the_command_finds_files_that_the_manifest_does_not_name(
    small: Site, folder: Path
) -> None:
    shutil.copy(folder / "cy/small.html", folder / "cy/older.html")
    code, said = verify(small, folder)
    assert code == 1
    assert "output/cy/older.html" in said


def test_the_command_finds_an_edition_that_is_held_by_now(site: Site) -> None:
    assert site.run("build").exit_code == 0
    site.set("locales/ar/small.po", "More words.", "")
    result = site.run("verify")
    assert result.exit_code == 1
    for suffix in ("html", "pdf"):
        said = f"output/ar/small.{suffix}:1: error: a held edition stands in the output"
        assert said in result.output


def test_the_command_finds_words_that_changed_since_the_build(site: Site) -> None:
    assert site.run("build").exit_code == 0
    site.set("locales/cy/small.po", "More words.", "Xx Other words. xX")
    result = site.run("verify", "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)["findings"]
    assert {(row["path"], row["language"]) for row in rows} == {
        ("output/cy/small.html", "cy"),
        ("output/cy/small.pdf", "cy"),
    }
    assert all(row["check"] == "verify" and row["severity"] == "error" for row in rows)
    assert any("Xx Other words. xX" in row["message"] for row in rows)


def test_the_command_needs_a_folder_that_is_there(site: Site) -> None:
    assert site.run("verify", str(site.root / "nowhere")).exit_code == 2
    result = site.run("verify")
    assert result.exit_code == 1
    assert "output/manifest.json:1: error: " in result.output
