"""DOCX -> blocks: the words as they stand when every tracked change is accepted.

A DOCX is a ZIP of XML, made by who knows whom: how much it may unpack to is bounded before
anything is unpacked, and a part that declares entities is refused, since a parser that does
not resolve them drops text without a word.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.exchange.documents import LARGEST, DocumentError
from pipeline.exchange.page import Piece, inline
from pipeline.model import Location

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_PARTS = 2000
_HEADING = re.compile(r"(?:heading|title|berschrift|titre|nag\w+ek)\b", re.IGNORECASE)
_LIST = re.compile(r"list\b", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"))
_BREAKS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "\u2011"}


def word_blocks(content: bytes, at: Location) -> list[tuple[str, str]]:
    """Kind and inline Markdown of each paragraph and table cell.

    Raises DocumentError for a file that is no Word document, or a dangerous one.
    """
    import docx

    _require_harmless(content, at)
    try:
        document = docx.Document(io.BytesIO(content))
        return [block for block in _blocks(document) if block[1]]
    except RecursionError:
        raise DocumentError("the tables stand too deep in each other", at) from None
    except Exception as error:  # python-docx has no error type of its own
        raise DocumentError(f"this is no Word document: {error}"[:200], at) from error


def _require_harmless(content: bytes, at: Location) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if "word/document.xml" not in {part.filename for part in parts}:
                raise DocumentError(
                    "the ZIP is no Word document", at, hint="give DOCX, HTML, Markdown or text"
                )
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > 4 * LARGEST:
                raise DocumentError("the document would unpack to too much", at)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(archive, part):
                    raise DocumentError(f"{part.filename} declares entities", at)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise DocumentError(f"the ZIP cannot be unpacked: {error}", at) from error


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as file:
        start = file.read(part.file_size + 1)
    # In UTF-16 the letters stand two bytes apart.
    return b"<!" in start.replace(b"\0", b"").replace(b"<!--", b"").replace(b"<![CDATA[", b"")


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    from docx.table import Table

    for member in document.iter_inner_content():
        if isinstance(member, Table):
            seen = set()
            for row in member.rows:
                for cell in row.cells:
                    if cell._tc not in seen:  # merged cells are given once for each column
                        seen.add(cell._tc)
                        for inner, text in _blocks(cell):
                            yield ("cell" if inner == "paragraph" else inner), text
        else:
            yield _kind(member), inline(list(_pieces(member._p)))


def _kind(paragraph: Paragraph) -> str:
    style = paragraph.style
    level = paragraph._p.find(f"{_W}pPr/{_W}outlineLvl")
    if level is not None or (style and _HEADING.match(style.name or "")):
        return "heading"
    while style is not None:
        if style.element.find(f"{_W}pPr/{_W}outlineLvl") is not None:
            return "heading"
        style = style.base_style
    numbered = paragraph._p.find(f"{_W}pPr/{_W}numPr") is not None
    named = paragraph.style.name if paragraph.style else ""
    return "item" if numbered or _LIST.match(named or "") else "paragraph"


def _pieces(node: Any) -> Iterator[Piece]:
    for child in node:
        if child.tag in _GONE:
            continue
        if child.tag == f"{_W}r":
            look = child.find(f"{_W}rPr")
            if look is not None and _on(look, "vanish"):
                continue
            strong = look is not None and _on(look, "b", "bCs")
            for part in child:
                if part.tag == f"{_W}t":
                    yield part.text or "", strong
                elif part.tag in _BREAKS:
                    yield _BREAKS[part.tag], strong
        elif child.tag.startswith(_W):
            yield from _pieces(child)


def _on(look: Any, *names: str) -> bool:
    found = (look.find(f"{_W}{name}") for name in names)
    return any(
        sign is not None and sign.get(f"{_W}val", "true") not in ("0", "false", "off")
        for sign in found
    )
