"""Edition -> an A4 PDF for the screen: tagged, PDF/UA-1 and PDF/A-2a at once.

This is the only place that knows the engine. Nothing comes from the system: fonts are the
vendored ones, the time is an input, and a character that no font has is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import groupby, pairwise
from typing import Any, Literal

import typst

from pipeline import fonts
from pipeline.errors import RenderError
from pipeline.languages import SOURCE
from pipeline.model import Edition, EditionSection, Kind, Outcome, Passage, Run
from pipeline.render.interface import Words, notices, page_words
from pipeline.render.tags import TagError, english_parts, number_runs, set_texts

STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
_SIZE = 11.0
"""Of running text in Noto Sans, in points."""
_REGIONS = {"en-GB": "gb", "pt-PT": "pt", "zh-Hans": "cn", "zh-Hant": "tw"}
# A word that no line may hold is allowed to break; without that it would run off the page.
# Scripts that are written without blanks break by themselves, and a break between letters that
# join, or between a letter and its signs, would change how they look on any line.
_LONG = re.compile(
    r"[^\s\u0300-\u036f\u0590-\u109f\u1780-\u17ff\u2e80-\u9fff\uff00-\uffef]{26,}"
)
_PIECE = re.compile(r"\S{1,13}")
_CELLS = 60
"""About how many letters stand side by side in a table as wide as the page."""
_TYPES = {
    Kind.TITLE: "title",
    Kind.SUMMARY: "lead",
    Kind.PARAGRAPH: "p",
    Kind.BOX_TITLE: "label",
}

Node = dict[str, Any]
"""A block or a span of the Typst template's data."""


class PdfRenderer:
    """Turns an edition into the bytes of a PDF; one compiler for all that a worker sets."""

    format = "pdf"

    def __init__(self, timestamp: int) -> None:
        self.timestamp = timestamp
        self.template = str(files("pipeline.render").joinpath("leaflet.typ"))
        self.compiler: typst.Compiler | None = None

    def render(self, edition: Edition) -> bytes:
        """The PDF, the same bytes for the same edition.

        Raises RenderError where the engine refuses, or the tags cannot be made to agree.
        """
        data, texts = number_runs(page_data(edition))
        english = english_parts(data["blocks"])
        stack = fonts.stack(edition.language)
        setting = {
            "names": [family.name for family in stack],
            "size": _SIZE * stack[0].size,
            "leading": stack[0].leading,
            "edges": list(stack[0].edges) or None,
        }
        inputs = {"data": json.dumps(data), "fonts": json.dumps(setting)}
        where = f"{edition.leaflet}, {edition.language.name} ({edition.language.tag})"
        try:
            pdf = self._compiler().compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=[*STANDARDS],
                timestamp=self.timestamp,
            )
        except typst.TypstError as error:
            hints = "; ".join(getattr(error, "hints", ()) or ())
            raise RenderError(
                f"{where}: the PDF engine refuses: {error}", hint=hints
            ) from error
        if not isinstance(pdf, bytes):
            raise RenderError(f"{where}: the PDF engine gave no single file")
        try:
            language = edition.language
            return set_texts(pdf, texts, language.tag, language.direction, english)
        except TagError as error:
            raise RenderError(
                f"{where}: {error}", hint="report this: it is a defect"
            ) from error

    def _compiler(self) -> typst.Compiler:
        # Made when it is first needed, so that each worker of a pool makes its own.
        if self.compiler is None:
            own = typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(fonts.folder())],
            )
            self.compiler = typst.Compiler(self.template, font_paths=own)
        return self.compiler


def page_data(edition: Edition) -> Node:
    """What the template is given; every span that will be a tag of its own is in it."""
    tag = edition.language.tag
    words = page_words(edition)
    said = notices(edition)
    blocks: list[Node] = []
    if said:
        first, *rest = said
        inner = [_text("p", first)]
        inner += [{**_text("p", text), "lang": "en"} for text in rest]
        blocks.append({"t": "draft", "blocks": inner})
    for section in edition.sections:
        blocks.extend(_section(section, edition, words))
        if section is edition.sections[0] and tag != SOURCE:
            staff = f"{edition.english_title} – {edition.language.name}"
            blocks.append({**_text("staff", staff), "lang": "en"})
    blocks.extend(_about(edition, words))
    lang, _, _ = tag.partition("-")
    return {
        "lang": lang,
        "region": _REGIONS.get(tag),
        "dir": edition.language.direction,
        "title": edition.title,
        "page": words.page,
        "running": list(said),
        "foot": edition.english_title
        + (f" – {edition.language.name}" if tag != SOURCE else ""),
        "blocks": blocks,
    }


def _section(section: EditionSection, edition: Edition, words: Words) -> Iterator[Node]:
    following = (*section.passages[1:], None)
    for passage, after in zip(section.passages, following, strict=True):
        for node in _block(passage, edition, words):
            if node["t"] == "p" and after and after.kind in (Kind.LIST, Kind.TABLE):
                node["t"] = "stem"
            yield node


def _block(passage: Passage, edition: Edition, words: Words) -> Iterator[Node]:
    if passage.kind in _TYPES:
        yield {"t": _TYPES[passage.kind], "s": _passage_spans(passage, words)}
    elif passage.kind is Kind.HEADING:
        yield {"t": "h", "l": passage.level, "s": _spans(passage.runs)}
    elif passage.kind is Kind.LIST:
        yield _list(passage, words)
    elif passage.kind is Kind.TABLE:
        head, *rows = passage.children
        width = _CELLS // len(head.children)
        yield {
            "t": "table",
            "head": [_cell(cell, words, width) for cell in head.children],
            "rows": [[_cell(cell, words, width) for cell in row.children] for row in rows],
        }
    elif passage.kind is Kind.IMAGE:
        picture = dict(edition.images).get(passage.src)
        if picture:
            node = {"t": "img", "data": list(picture), "alt": passage.text}
            yield {**node, "lang": "en"} if passage.english else node
    elif passage.kind in (Kind.NOTE, Kind.WARNING):
        inner = [node for child in passage.children for node in _block(child, edition, words)]
        if not (inner and inner[0]["t"] == "label"):
            label = words.note if passage.kind is Kind.NOTE else words.warning
            inner.insert(0, _text("label", label))
        yield {"t": passage.kind.value, "blocks": inner}
    elif passage.kind is Kind.QUALITY_MARK:
        if edition.outcome is not Outcome.RELEASED:
            yield _text("p", words.no_mark)
        else:
            for child in passage.children:
                yield from _block(child, edition, words)


def _cell(passage: Passage, words: Words, width: int) -> list[Node]:
    """A cell's spans; a word longer than its column may break every so many letters."""
    spans = _passage_spans(passage, words)
    for span in spans:
        span["s"] = re.sub(
            rf"[A-Za-z\u00c0-\u052f]{{{width}}}(?=\w)", "\\g<0>\u200b", span["s"]
        )
    return spans


def _list(passage: Passage, words: Words) -> Node:
    items = []
    for item in passage.children:
        node: Node = {"s": _passage_spans(item, words)}
        if item.children:
            node["items"] = [_list(inner, words) for inner in item.children]
        items.append(node)
    return {"t": "ol" if passage.ordered else "ul", "items": items}


def _about(edition: Edition, words: Words) -> Iterator[Node]:
    if not edition.meta:
        return
    stretch = int(edition.language.direction == "rtl")
    yield _text("label", words.about)
    for name, value in edition.meta:
        spans = _spans([Run(text=value, isolate=stretch)])
        if name == "publisher":
            spans = _english(spans)
        yield {"t": "p", "s": [*_spans([Run(text=f"{words.meta[name]}: ")]), *spans]}
    if edition.publisher:
        before, _, after = words.copyright.partition("{publisher}")
        spans = _english(_spans([Run(text=edition.publisher, isolate=stretch)]))
        yield {
            "t": "p",
            "s": [*_spans([Run(text=before)]), *spans, *_spans([Run(text=after)])],
        }


def _text(kind: str, text: str) -> Node:
    return {"t": kind, "s": _spans([Run(text=text)])}


def _passage_spans(passage: Passage, words: Words) -> list[Node]:
    if not passage.english:
        return _spans(passage.runs)
    label = _spans([Run(text=f"{words.in_english}: ")])
    return [*label, *_english(_spans(passage.runs))]


def _english(spans: Iterable[Node]) -> list[Node]:
    return [{**span, "lang": "en"} for span in spans]


def _spans(runs: Iterable[Run]) -> list[Node]:
    """The runs as the template takes them, each isolated stretch between its two signs."""
    found: list[Node] = []
    for number, group in groupby(runs, key=lambda run: run.isolate):
        stretch = [_span(run) for run in group if run.text]
        for node, after in pairwise([*found[-1:], *stretch]):
            if after["s"] == "\n":
                node["say"] = node["s"] + " "  # A break parts words for listeners too.
        if number and stretch:
            stretch[0]["s"] = "\u2066" + stretch[0]["s"]
            stretch[-1]["s"] += "\u2069"
        found += stretch
    return found


def _span(run: Run) -> Node:
    extra: Mapping[str, object] = {"b": True} if run.bold else {}
    text = _LONG.sub(lambda word: "\u200b".join(_PIECE.findall(word[0])), run.text)
    return {"s": text, **extra, **({"url": run.url} if run.url else {})}
