"""Edition -> one web page; verdicts -> the index.

The page asks nothing of anyone: its style stands in it, fonts and pictures beside it, and the
content security policy forbids the rest. Text reaches the template as data alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline import fonts
from pipeline.languages import SOURCE, find
from pipeline.model import Artifact, Edition, Language, Outcome, Run, Verdict
from pipeline.render.interface import IndexWords, english_words, notices, page_words

FONT_FOLDER = "assets/fonts"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """One leaflet's line in the index."""

    leaflet: str
    title: str
    publisher: str
    verdicts: tuple[Verdict, ...]


class HtmlRenderer:
    """Turns an edition into the bytes of a web page."""

    format = "html"

    def __init__(self) -> None:
        environment = Environment(
            loader=PackageLoader("pipeline.render", "."),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters["stretches"] = stretches
        self.page = environment.get_template("page.html.j2")
        self.index = environment.get_template("index.html.j2")
        self.css = files("pipeline.render").joinpath("style.css").read_text(encoding="utf-8")

    def render(self, edition: Edition) -> bytes:
        """The page, the same bytes for the same edition."""
        style = self._style(edition.language, edition.siblings)
        style += print_head(edition)
        english = find(SOURCE)
        text = self.page.render(
            edition=edition,
            language=edition.language,
            source=english,
            translated=edition.language.tag != SOURCE,
            draft=edition.outcome is not Outcome.RELEASED,
            words=page_words(edition),
            english_words=english_words(edition),
            contents=[part for part in edition.sections if part.heading],
            images={name for name, _ in edition.images},
            style=Markup(style),
            policy=policy(style),
            base=edition.base or "../",
        )
        return text.encode()

    def render_index(self, rows: Sequence[IndexRow]) -> bytes:
        """The list of every edition, held ones too."""
        shown = (verdict.language for row in rows for verdict in row.verdicts)
        style = self._style(find(SOURCE), shown, up="")
        text = self.index.render(
            rows=rows, words=IndexWords(), source=find(SOURCE), style=Markup(style),
            policy=policy(style),
        )  # fmt: skip
        return text.encode()

    def _style(self, language: Language, menu: Iterable[Language], up: str = "../") -> str:
        stack = fonts.stack(language)
        first = stack[0]
        names = ", ".join(f'"{family.name}"' for family in stack)
        faces = [
            _face(family.name, f"{up}{FONT_FOLDER}/{family.file}-{weight}.woff2", f"{number}")
            for family in stack
            if family.web
            for weight, number in (("Regular", 400), ("Bold", 700))
        ]
        rules = []
        for family, tags in _menu(menu).items():
            name, path = f"{family.name} Menu", f"{up}{FONT_FOLDER}/{family.file}-Menu.woff2"
            chosen = ",".join(f'body .autonym[lang="{tag}"]' for tag in tags)
            faces.append(_face(name, path, "400 700"))
            rules.append(f'{chosen}{{font-family:"{name}",system-ui,var(--fonts)}}\n')
        heading = first.line if first.edges else round(first.line * 0.82, 3)
        root = (
            f":root{{--fonts:{names}, system-ui, sans-serif;--size:{first.size};"
            f"--line:{first.line};--heading-line:{heading};"
            f"--overhang:{'.4em' if first.edges else '0'}}}\n"
        )
        return "".join((*faces, root, self.css, *rules))


def _face(name: str, path: str, weight: str) -> str:
    return (
        f'@font-face{{font-family:"{name}";font-weight:{weight};font-display:swap;'
        f'src:url("{path}") format("woff2")}}\n'
    )


def _menu(languages: Iterable[Language]) -> dict[fonts.Family, list[str]]:
    """The families that a menu's autonyms need beside the device's, each with its tags."""
    found: dict[fonts.Family, list[str]] = {}
    for language in languages:
        family = fonts.families().get(language.font)
        if family and family.name != fonts.LAST:
            tags = found.setdefault(family, [])
            tags += [] if language.tag in tags else [language.tag]
    return found


def print_head(edition: Edition) -> str:
    """The style that puts a draft's notices at the head of every printed page."""
    said = notices(edition)
    if not said:
        return ""
    # English is isolated, or its full stop would go astray on a page from right to left.
    text = "\n".join((said[0], *(f"\u2066{notice}\u2069" for notice in said[1:])))
    # Each character as its number, so that no word of a catalogue can end the string.
    escaped = "".join(f"\\{ord(letter):06x}" for letter in text)
    names = ",".join(f'"{family.name}"' for family in fonts.stack(edition.language))
    return (
        f'@page{{@top-center{{content:"{escaped}";white-space:pre-line;'
        f"font:700 9pt/1.5 {names},sans-serif}}}}\n"
    )


def stretches(runs: Iterable[Run]) -> Iterator[tuple[bool, list[tuple[str, list[Run]]]]]:
    """Runs grouped by the stretch that is isolated, and in it by where they lead.

    So a bold number and its unit stay together, and a link with a bold word is one link.
    """
    for number, stretch in groupby(runs, key=lambda run: run.isolate):
        links = groupby(stretch, key=lambda run: run.url)
        yield number > 0, [(url, list(group)) for url, group in links]


def policy(style: str) -> str:
    """The content security policy that lets this style in, and files beside the page."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def font_files(languages: Iterable[Language]) -> Iterator[Artifact]:
    """The web fonts that the pages of these languages ask for, and those of their menus."""
    shown = list(languages)
    names = {
        f"{family.file}-{weight}"
        for language in shown
        for family in fonts.stack(language)
        if family.web
        for weight in ("Regular", "Bold")
    }
    names |= {f"{family.file}-Menu" for family in _menu(shown)}
    for name in sorted(names):
        path = f"{FONT_FOLDER}/{name}.woff2"
        yield Artifact(path=path, content=fonts.web_file(name))
