"""A line of a `.po` file -> its tokens and flags, or what cannot be read in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""[ \t\r\f\v]*+(?:
      "(?P<string>(?:[^"\\]++|\\.)*+)"
    | (?P<word>msgctxt|msgid_plural|msgid|msgstr|domain)
      (?:[ \t]*\[[ \t]*(?P<form>[0-9]{1,3})[ \t]*\])?
    | (?P<end>$))""",
    re.VERBOSE,
)
_CONFLICT = re.compile(r"(?:#~\s*)?(?:<{7}|>{7}|\|{7}|={7})(?:\s|$)")
_FLAG = re.compile(r"range:[ \t\r\f\v]*[^ \t\r\f\v,]+|[^ \t\r\f\v,]+")
_ESCAPE = re.compile(r'\\(?:([abfnrtv"\\])|([0-7]{1,3})|x([0-9A-Fa-f]+)|(.)|$)')
ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    '"': '"', "\\": "\\",
}  # fmt: skip
"""What a backslash makes of the letter behind it."""

BLANKS = " \t\r\f\v"
"""All that gettext takes for blanks within a line; Python knows many more."""


class Refusal(ValueError):  # noqa: N818
    """What cannot be read with certainty; lines and columns are counted from 1."""

    def __init__(self, line: int, column: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.hint = line, column, message, hint


def forbid(line: str, number: int) -> None:
    """Raise Refusal for a line that no file should have, a remark neither."""
    if _CONFLICT.match(line):
        raise Refusal(
            number,
            1,
            "a merge left its conflict marks here",
            "decide for one side, and delete the <<<<<<<, ======= and >>>>>>> lines",
        )
    if "\0" in line:
        raise Refusal(
            number,
            line.index("\0") + 1,
            "a NUL character",
            "take it away: gettext ends the text there",
        )


def tokens(line: str, number: int, start: int) -> Iterator[re.Match[str]]:
    """The keywords, with their `form`, and the strings of a line.

    Raises Refusal for what is neither.
    """
    while True:
        match = _TOKEN.match(line, start)
        if not match:
            raise _unreadable(line, number, start)
        if match["end"] is not None:
            return
        yield match
        start = match.end()


def _unreadable(line: str, number: int, start: int) -> Refusal:
    rest = line[start:].lstrip(BLANKS)
    column = len(line) - len(rest) + 1
    if not rest[0].isprintable():
        return Refusal(
            number,
            column,
            f"the letter U+{ord(rest[0]):04X}, which nobody sees, stands between the words",
            "take it away, or write a plain blank",
        )
    if rest.startswith('"'):
        return Refusal(
            number,
            column,
            "a string is left open",
            r'close it with " at the end of the line; inside it, write \"',
        )
    return Refusal(
        number,
        column,
        f"“{rest[:30].rstrip()}” is not of a .po file",
        'write text between " ", and remarks behind #',
    )


def flags(text: str, number: int, column: int) -> Iterator[str]:
    """The flags behind `#,`, which blanks part as commas do.

    Raises Refusal for what a person takes for fuzzy, and gettext does not.
    """
    for flag in _FLAG.findall(text):
        if flag != "fuzzy" and "fuzzy" in flag.lower().split():
            raise Refusal(
                number,
                column,
                f"gettext does not know “{flag}”, so it takes the text for finished",
                "write fuzzy in small letters, or take it away",
            )
        yield flag


def unescaped(content: str, number: int, column: int, charset: str) -> str:
    """What a quoted string says; its octal and hexadecimal escapes are bytes of the charset.

    Raises Refusal for an escape that means nothing.
    """
    if "\\" not in content:
        return content
    out = bytearray()
    place = 0
    for match in _ESCAPE.finditer(content):
        out += content[place : match.start()].encode(charset)
        if match[1]:
            out += ESCAPES[match[1]].encode()
        elif match[2]:
            out.append(int(match[2], 8) & 255)
        elif match[3]:
            out.append(int(match[3][-2:], 16))
        else:
            raise Refusal(
                number,
                column + match.start() + 1,
                f"\\{match[4]} means nothing in a .po file",
                "write \\\\ for a backslash",
            )
        place = match.end()
    out += content[place:].encode(charset)
    try:
        text = out.decode(charset)
    except UnicodeDecodeError:
        raise Refusal(
            number,
            column + 1,
            f"the escapes in this string make no {charset.upper()}",
            "write the letters themselves",
        ) from None
    if "\0" in text:
        raise Refusal(
            number,
            column + 1,
            "an escaped NUL character",
            "take it away: gettext ends the text there",
        )
    return text
