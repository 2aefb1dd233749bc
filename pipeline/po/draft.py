"""An entry while its lines come in, and the escapes in its strings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ESCAPE = re.compile(r'\\(?:([abfnrtv"\\])|([0-7]{1,3})|x([0-9A-Fa-f]+)|(.)|$)')
_PLAIN = {
    "a": b"\a", "b": b"\b", "f": b"\f", "n": b"\n", "r": b"\r", "t": b"\t", "v": b"\v",
    '"': b'"', "\\": b"\\",
}  # fmt: skip


class EscapeError(ValueError):
    """A string whose escapes make no text."""

    def __init__(self, message: str, offset: int, hint: str) -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


@dataclass(slots=True)
class Draft:
    """An entry while its lines come in."""

    first: int
    comments: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """By keyword, `#|` before it for a previous one; a msgstr has its form behind it."""
    lines: dict[str, int] = field(default_factory=dict)
    obsolete: bool = False
    last: int = 0
    open: str = ""
    """The keyword that the next string belongs to."""

    @property
    def begun(self) -> bool:
        """Whether a line of its own has come, beside comments and previous texts."""
        return any(not key.startswith("#|") for key in self.texts)

    @property
    def whole(self) -> bool:
        """Whether a msgstr has come, so that what follows belongs to another entry."""
        return any(key.startswith("msgstr") for key in self.texts)


def unescaped(content: str) -> str:
    """What a quoted string says; its octal and hexadecimal escapes are bytes of UTF-8.

    Raises EscapeError with the offset of what means nothing.
    """
    out = bytearray()
    place = 0
    for match in _ESCAPE.finditer(content):
        out += content[place : match.start()].encode()
        if match[1]:
            out += _PLAIN[match[1]]
        elif match[2]:
            out.append(int(match[2], 8) & 255)
        elif match[3]:
            out.append(int(match[3], 16) & 255)
        else:
            raise EscapeError(
                f"\\{match[4]} means nothing in a .po file",
                match.start(),
                "write \\\\ for a backslash",
            )
        place = match.end()
    out += content[place:].encode()
    try:
        text = out.decode()
    except UnicodeDecodeError:
        raise EscapeError(
            "the escapes in this string make no UTF-8", 0, "write the letters themselves"
        ) from None
    if "\0" in text:
        raise EscapeError(
            "an escaped NUL character", 0, "take it away: gettext ends the text there"
        )
    return text
