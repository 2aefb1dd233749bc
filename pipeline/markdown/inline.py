"""Inline text -> spans.

The dialect is closed: what it does not know is refused and never shown as it stands, because a
`**` or a `<b>` that slips through is read by a patient. Emphasis does not follow the flanking
rules of CommonMark, under which `**重要。**这` would not close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_NAME = r"[a-z0-9][a-z0-9-]{0,63}"
_SIGN = re.compile(r"[\\*\[\]{}`_<&~#\n\r\x0b\x0c\x85\u2028\u2029]")
_BOLD = re.compile(r"\*\*(?!\*)((?:\\.|[^\\*]|\*(?!\*))+)\*\*(?!\*)", re.DOTALL)
_LINK = re.compile(rf"\[((?:\\.|[^\\\[\]])*)\]\[({_NAME})\]", re.DOTALL)
_FIELD = re.compile(r"\{([a-z0-9][a-z0-9_-]{0,63})\}")
# Bounded, so that a text of many _ is read in linear time.
_STRESSED = re.compile(r"(?<!\w)_++(?!\s).{1,200}?(?<![\s_])_++(?!\w)", re.DOTALL)
_SIGNIFICANT = re.compile(r"[\\*\[\]{}`_]|<(?=[A-Za-z/!?])|&(?=\#|\w)|~(?=~)")
_OTHER_BREAK = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s]*", re.IGNORECASE)
_FIRST = re.compile(r"\s*(\#+|:::)")

# Format and control characters but white space (Unicode 15, categories Cf and Cc), and what no
# font draws though its category says nothing of it.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890"
    "\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
    "\U000e0020-\U000e007f]"
)

# What is refused, tried in this order at each place where markup may begin.
_REFUSED: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"!\["), "an image within a line", "put the image alone on a line of its own"),
    (re.compile(r"\[\^"), "a footnote", "put its words into the text"),
    (
        re.compile(r"\[(?:\\.|[^\\\[\]])*\]\("),
        "a link with its target in the text",
        "write [words][name] and give the target a name in source/links.toml",
    ),
    (re.compile(r"[\[\]]"), "a bare square bracket", r"write \[ or \]"),
    (re.compile(r"\*\*\*(?!\*)"), "*** (there are no italics)", r"write **bold**, or \*\*\*"),
    (re.compile(r"\*\*"), "** without the other **", r"close it, or write \*\* for the signs"),
    (
        re.compile(r"\*"),
        "a single * (there are no italics)",
        r"write **bold**, or \* for the sign",
    ),
    (re.compile(r"[{}]"), "a bare brace", r"write \{ or \}"),
    (re.compile("`"), "code", r"take the ` away, or write \`"),
    (re.compile(r"<(?:mailto:|tel:)", re.I), "a bare link", "write {name}: it is a fact"),
    (re.compile(r"<[A-Za-z/!?]"), "raw HTML", r"take the tag away; for the sign write \<"),
    (
        re.compile(r"&(?:\#\d+|\#x[0-9a-f]+|\w+);", re.I),
        "an HTML entity",
        "write the character itself",
    ),
    (re.compile("~~"), "text struck through", r"take it away, or write \~"),
    (re.compile("\n"), "a line break", "make it one line"),
)


class InlineError(ValueError):
    """Inline text that the dialect refuses."""

    def __init__(self, message: str, offset: int, hint: str) -> None:
        super().__init__(message)
        self.message, self.offset, self.hint = message, offset, hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of inline text with one look."""

    text: str = ""
    """Escapes undone; `\\n` alone is a hard break; empty in a field."""
    bold: bool = False
    link: str = ""
    """The target's name."""
    field: str = ""
    """The name between braces."""


def escaped(text: str) -> str:
    """Inline Markdown that says just these words; white space is made single.

    A bare address stays, and is refused when it is read: the dialect has no way to write one.
    """
    words = _SIGNIFICANT.sub(r"\\\g<0>", " ".join(text.split()))
    return f"\\{words}" if _FIRST.match(words) else words


def parse_inline(text: str) -> tuple[Span, ...]:
    """The spans of inline Markdown.

    Raises InlineError, with the offset in the text, for what the dialect refuses.
    """
    if may_have_markup(text):
        return parse_with_markup(text)
    return (Span(text=text),) if text else ()


def may_have_markup(text: str) -> bool:
    """Whether inline text has anything that may be more than words; most texts have not."""
    return bool(
        _SIGN.search(text) or "://" in text or ":::" in text or "www." in text.casefold()
    )


def parse_with_markup(text: str) -> tuple[Span, ...]:
    """As parse_inline, without its short cut for text that has no markup."""
    if match := _FIRST.match(text):
        raise InlineError(
            f"“{match[1]}” at the beginning would make another block, which words cannot",
            match.start(1),
            f"write \\{match[1]}" if match[1] != ":::" else "take it away",
        )
    if other := _OTHER_BREAK.search(text):
        name = f"U+{ord(other[0]):04X}"
        raise InlineError(f"a line break ({name})", other.start(), "make it one line")
    if address := _ADDRESS.search(text):
        raise InlineError(
            f"the bare address {address[0][:40]} has no place in a leaflet",
            address.start(),
            "write [words][name] and give the target a name in source/links.toml",
        )
    tokens: list[Any] = []
    _PARSER.inline.parse(text, _PARSER, {}, tokens)
    spans: list[Span] = []
    bold, link = False, ""
    for token in tokens:
        match token.type:
            case "bold":
                bold = token.nesting > 0
            case "link":
                link = token.content if token.nesting > 0 else ""
            case "field":
                spans.append(Span(field=token.content, bold=bold, link=link))
            case "hardbreak":
                spans.append(Span(text="\n"))
            case _:
                _extend(spans, Span(text=token.content, bold=bold, link=link))
    return tuple(spans)


def seen(text: str) -> str:
    """What a reader can see of a text: no characters without ink, white space made single."""
    return " ".join(_UNSEEN.sub("", text).split())


def joined(raw: str) -> tuple[str, tuple[int, ...]]:
    """The lines of a block as one text, and where in it each line begins.

    Soft breaks become blanks and white space is made single; a hard break stays as it is
    written, a backslash at the line's end.
    """
    text, starts = "", []
    for line in raw.split("\n"):
        line = re.sub(r"[ \t]{2,}", " ", line.strip(" \t"))
        starts.append(len(text))
        text += line + ("\n" if _odd_backslashes(line) else " ")
    return text.rstrip(" \n"), tuple(starts)


def _odd_backslashes(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _extend(spans: list[Span], span: Span) -> None:
    """Add a span, joined to the one before if both look alike."""
    last = spans[-1] if spans else None
    if not span.text:
        return
    alike = last and (last.bold, last.link) == (span.bold, span.link)
    if last and alike and not last.field and last.text != "\n":
        spans[-1] = Span(text=last.text + span.text, bold=span.bold, link=span.link)
    else:
        spans.append(span)


def _bold(state: StateInline, silent: bool) -> bool:
    match = _BOLD.match(state.src, state.pos, state.posMax)
    if not match or silent:
        return False
    _wrap(state, "bold", "", match)
    return True


def _link(state: StateInline, silent: bool) -> bool:
    match = _LINK.match(state.src, state.pos, state.posMax)
    if not match or silent:
        return False
    if not seen(re.sub(r"[*\\]", "", match[1])):
        raise InlineError(
            "a link without words", state.pos, "write the words between the brackets"
        )
    _wrap(state, "link", match[2], match)
    return True


def _wrap(state: StateInline, kind: str, content: str, match: re.Match[str]) -> None:
    end = state.posMax
    state.push(kind, "", 1).content = content
    state.pos, state.posMax = match.span(1)
    state.md.inline.tokenize(state)
    state.pos, state.posMax = match.end(), end
    state.push(kind, "", -1)


def _field(state: StateInline, silent: bool) -> bool:
    match = _FIELD.match(state.src, state.pos, state.posMax)
    if not match or silent:
        return False
    state.push("field", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _refuse(state: StateInline, silent: bool) -> bool:
    for pattern, what, hint in _REFUSED:
        if pattern.match(state.src, state.pos, state.posMax):
            raise InlineError(f"{what} has no place in a leaflet", state.pos, hint)
    if state.src[state.pos] == "_" and _STRESSED.match(state.src, state.pos, state.posMax):
        what = "underscores for bold" if state.src[state.pos + 1] == "_" else "italics"
        hint = "write **bold**, or \\_ for the sign"
        raise InlineError(f"{what} have no place in a leaflet", state.pos, hint)
    return False


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable("escape")
    before = {"bold": _bold, "link": _link, "field": _field, "refuse": _refuse}
    for name, rule in before.items():
        parser.inline.ruler.push(name, rule)
    return parser


_PARSER = _parser()
