"""What a PDF says of itself, beside its words -> what is wrong with it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from pipeline.model import Edition
from pipeline.verify.expected import shown


def wrong_links(document: pikepdf.Pdf, edition: Edition) -> Iterator[str]:
    """Links that are missing, and links that are too many."""
    there: set[str] = set()
    for page in document.pages:
        for note in page.obj.get("/Annots", Array()):
            there.add(str(note.get("/A", Dictionary()).get("/URI", "")))
    wanted = {run.url for passage in shown(edition) for run in passage.runs if run.url}
    for url in sorted(wanted - there):
        yield f"a link to {url} is missing"
    for url in sorted(there - wanted):
        yield f"the link to {url} should not be there"


def said_of_itself(document: pikepdf.Pdf, edition: Edition) -> Iterator[str]:
    """What readers' programs ask of a file before its words: language, claims, fonts."""
    yield from _fonts(document)
    root = document.Root
    if str(root.get("/Lang", "")) != edition.language.tag:
        yield f"/Lang is “{root.get('/Lang', '')}” and should be “{edition.language.tag}”"
    viewer = root.get("/ViewerPreferences", Dictionary())
    if not viewer.get("/DisplayDocTitle", False):
        yield "the title is not set to be shown"
    turn, way = (Name.R2L, "right to left"), (Name.L2R, "left to right")
    name, said = turn if edition.language.direction == "rtl" else way
    if viewer.get("/Direction") != name:
        yield f"the reading direction is not set from {said}"
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "the PDF is not marked as tagged"
    metadata = root.Metadata.read_bytes().decode("utf-8") if "/Metadata" in root else ""
    for claim, pattern in (
        ("PDF/UA-1", r"pdfuaid:part(?:>|=\")1"),
        ("PDF/A-2", r"pdfaid:part(?:>|=\")2"),
        ("PDF/A level A", r"pdfaid:conformance(?:>|=\")A"),
    ):
        if not re.search(pattern, metadata):
            yield f"the PDF does not claim {claim}"
    if f">{edition.title}<" not in html.unescape(metadata):
        yield "the title in the metadata is not the edition's"


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    seen = set()
    for page in document.pages:
        for font in (
            page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).values()
        ):
            name = str(font.get("/BaseFont", "?"))
            if name in seen:
                continue
            seen.add(name)
            base = font.DescendantFonts[0] if font.get("/Subtype") == Name.Type0 else font
            described = base.get("/FontDescriptor", Dictionary())
            if not any(f"/FontFile{n}" in described for n in ("", "2", "3")):
                yield f"the font {name} is not embedded"
            if "/ToUnicode" not in font:
                yield f"the font {name} does not say which letters its glyphs are"
