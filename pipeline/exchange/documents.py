"""A translation in some file -> its blocks in reading order, whatever program wrote it.

The file is told by what it holds, not by its name. It comes from outside and may be anything:
sizes are bounded, entities are refused, and what a reader of it would not see stays out.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PolyleafError
from pipeline.model import Location

LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is read; a leaflet has some thousands."""
MOST = 4000
"""Blocks that are read of one file."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|gb(?:2312|k|18030)|big5"
    r"|shift_jis|euc-(?:jp|kr)|tis-620",
    re.IGNORECASE,
)
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ITEM = re.compile(r"\s*(?:[-*•◦▪‣·–—●○■]|\(?\d{1,2}[.)])\s+")
_MARKDOWN = re.compile(r"^(?:#{1,6} |\|.*\|\s*$|\*\*\S)|\]\(|\]\[", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A block of somebody's translation."""

    kind: str
    """heading, paragraph, item, cell or alt."""
    text: str
    """Inline Markdown, with white space made single; never empty."""
    number: int
    """Its place among the blocks of the file, counted from 1."""


class DocumentError(PolyleafError):
    """A translation that cannot be read."""


def read_document(path: Path, shown: str) -> tuple[Foreign, ...]:
    """The blocks of a file: Markdown, HTML, DOCX or plain text.

    Raises DocumentError for anything else, and for what nothing can be read from.
    """
    at = Location(shown, 1)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}", at) from error
    if len(content) > LARGEST:
        raise DocumentError(f"the file is larger than {LARGEST >> 20} MiB", at)
    found = _blocks(content, at)
    if not found:
        raise DocumentError("there are no words in the file", at)
    if len(found) > MOST:
        raise DocumentError(
            f"the file has more than {MOST} paragraphs, a leaflet has fewer", at
        )
    return tuple(
        Foreign(kind=kind, text=text, number=number)
        for number, (kind, text) in enumerate(found, start=1)
    )


def _blocks(content: bytes, at: Location) -> list[tuple[str, str]]:
    from pipeline.exchange.page import page_blocks
    from pipeline.exchange.word import word_blocks
    from pipeline.markdown import foreign_html

    if content.startswith(b"PK\x03\x04"):
        return word_blocks(content, at)
    for start, what, way in (
        (
            b"%PDF",
            "a PDF",
            "export it from the program that it was made with, as DOCX or HTML",
        ),
        (b"\xd0\xcf\x11\xe0", "an old Word file (.doc)", "open it and save it as DOCX"),
        (b"{\\rtf", "an RTF file", "open it and save it as DOCX"),
        (b"\x1f\x8b", "a compressed file", "unpack it"),
    ):
        if content.startswith(start):
            raise DocumentError(
                f"this is {what}, and its paragraphs are not known", at, hint=way
            )
    text = _decoded(content, at)
    if _HTML.match(text):
        return page_blocks(text)
    if _MARKDOWN.search(text):
        return page_blocks(foreign_html(text))
    return _plain(text)


def _decoded(content: bytes, at: Location) -> str:
    charset = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    declared = _CHARSET.search(content[:4096])
    if not charset and declared and _HTML.match(content[:4096].decode("latin-1")):
        charset = declared[1].decode("ascii")
        if not _CHARSETS.fullmatch(charset):
            raise DocumentError(f"the charset {charset} is not read", at, hint="use UTF-8")
    try:
        text = content.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        raise DocumentError(
            f"the file is not {(charset or 'UTF-8').upper()}", at, hint="save it as UTF-8"
        ) from error
    if "\0" in text:
        raise DocumentError(
            "the file is no text", at, hint="give Markdown, HTML, DOCX or text"
        )
    return text


def _plain(text: str) -> list[tuple[str, str]]:
    """Paragraphs between blank lines; a line that begins with a bullet is an item."""
    from pipeline.markdown import escaped

    found: list[tuple[str, str]] = []
    going = False
    for line in text.splitlines():
        words = line.strip()
        bullet = _ITEM.match(line)
        if not words:
            going = False
        elif bullet and line[bullet.end() :].strip():
            found.append(("item", escaped(line[bullet.end() :])))
            going = True
        elif going:
            kind, before = found[-1]
            found[-1] = (kind, f"{before} {escaped(words)}")
        else:
            found.append(("paragraph", escaped(words)))
            going = True
    return found
