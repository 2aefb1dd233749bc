"""Bytes of a file -> its text and charset, or the name of what it is instead."""

from __future__ import annotations

import codecs
import re

from pipeline.errors import CatalogueError
from pipeline.model import Location

UTF_8 = "utf-8"
_LEGACY = (
    *(f"iso-8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"windows-{page}" for page in range(1250, 1259)),
    "koi8-r", "koi8-u", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "euc-jp", "euc-kr",
    "shift_jis", "tis-620", "ascii", "us-ascii",
)  # fmt: skip
_HEADER = re.compile(
    rb'msgid[ \t\r\n]*+""[ \t\r\n]*+msgstr((?:[ \t\r\n]*+"(?:[^"\\]++|\\.)*+")++)', re.DOTALL
)
_CHARSET = re.compile(r"charset=([^\s;\\\"]*)", re.IGNORECASE)
_SAVE = "save it as UTF-8; Poedit and Weblate do so by themselves"
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF-", "a PDF"),
    (b"\xde\x12\x04\x95", "a compiled catalogue (.mo)"),
    (b"\x95\x04\x12\xde", "a compiled catalogue (.mo)"),
)
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:!doctype html|html|\?xml)", re.IGNORECASE)


def codec(name: str) -> str | None:
    """Python's name of a charset that a header may declare, or None."""
    name = name.lower()
    if name in ("utf-8", "utf8", "charset"):  # The last stands in xgettext's templates.
        return UTF_8
    return codecs.lookup(name).name if name in _LEGACY else None


def declared(header: str) -> list[str]:
    """The charsets that a header's fields name."""
    return _CHARSET.findall(header)


def decoded(content: bytes, shown: str) -> tuple[str, str]:
    """The text, and the codec that it was read with.

    Raises CatalogueError for what is another kind of file, and for letters of another charset.
    """
    what = _foreign(content)
    if what:
        hint = "put the catalogue itself in its place"
        if what.startswith("UTF"):
            what, hint = f"text in {what}, not UTF-8", _SAVE
        raise CatalogueError(f"the file is {what}", Location(shown, 1, 1), hint=hint)
    charset = _guess(content)
    try:
        text = content.decode(UTF_8)
    except UnicodeDecodeError as error:
        if charset == UTF_8:
            raise _undecodable(content, error.start, shown, charset) from error
    else:
        # Letters that make valid UTF-8 are UTF-8: the scanner refuses a header that says else.
        return text, charset if content.isascii() else UTF_8
    try:
        return content.decode(charset), charset
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start, shown, charset) from error


def _guess(content: bytes) -> str:
    """What the header declares, if it can be found in the bytes; the scanner asks again."""
    header = _HEADER.search(content)
    names = declared(header[1].decode("latin-1")) if header else []
    return (codec(names[0]) if names else None) or UTF_8


def _foreign(content: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF32_LE, "UTF-32"),
        (codecs.BOM_UTF32_BE, "UTF-32"),
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
        *_FOREIGN,
    ):
        if content.startswith(mark):
            return name
    if _PAGE.match(content):
        return "a web page, perhaps an error page"
    start = content[:256]
    if len(start) > 7 and 0 in (start[::2].count(0), start[1::2].count(0)):
        pairs = len(start) // 2
        if max(start[::2].count(0), start[1::2].count(0)) * 2 > pairs:
            return "UTF-16"
    return ""


def _undecodable(content: bytes, offset: int, shown: str, charset: str) -> CatalogueError:
    line = content.count(b"\n", 0, offset) + 1
    start = content.rfind(b"\n", 0, offset) + 1
    column = len(content[start:offset].decode(charset, "replace")) + 1
    name = "UTF-8" if charset == UTF_8 else f"{charset}, as its header says"
    return CatalogueError(f"the file is not {name}", Location(shown, line, column), hint=_SAVE)
