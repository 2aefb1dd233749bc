"""The dialect's own block rules: comments for translators, and `:::`.

Comments need a rule of their own: where HTML is off they would become text, and where it is on
a comment in the middle of a paragraph would be swallowed. Each rule leaves what it cannot
accept in `env["problems"]`, so that one mistake does not hide the next.
"""

from __future__ import annotations

import difflib
import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

DIRECTIVES = ("note", "warning", "include", "only", "not", "quality-mark")
REFUSED = {
    "blockquote_open": ("a block quote", "use ::: note … :::"),
    "fence": ("a code block", "write the words as a paragraph"),
    "code_block": ("an indented code block", "take the blanks at the line's beginning away"),
    "html_block": ("raw HTML", "take the tags away; **bold** and lists are Markdown"),
    "hr": ("a thematic break", "take it away, or begin a section with a heading"),
}
"""CommonMark's blocks that leaflets do not have, and what to write instead."""

_WITH_ARGUMENT = {"include": "a fragment's id", "only": "a language", "not": "a language"}
_OPEN = re.compile(r":::+\s*(\S+)\s*(.*?)\s*$")
_CLOSE = re.compile(r":::+\s*$")
_ENDS = ["paragraph", "list", "table"]

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

Problem = tuple[int, str, str]
"""Line, message, hint."""


def is_id(text: str) -> bool:
    """Whether a leaflet, a fragment or a section may be called so."""
    return bool(_ID.fullmatch(text))


def install(parser: MarkdownIt) -> None:
    """Put the rules before those of CommonMark."""
    parser.block.ruler.before("table", "comment", _comment, {"alt": _ENDS})
    parser.block.ruler.before("table", "directive", _directive, {"alt": _ENDS})


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _problem(state: StateBlock, line: int, message: str, hint: str) -> None:
    state.env["problems"].append((line + 1, message, hint))


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not _line(state, start).startswith("<!--"):
        return False
    if silent:
        return True
    rows = [_line(state, start)[4:]]
    last = start
    while "-->" not in rows[-1] and last + 1 < end:
        last += 1
        rows.append(_line(state, last))
    text = "\n".join(rows)
    content, closed, rest = text.partition("-->")
    if not closed:
        _problem(state, start, "a comment that is never closed", "end it with -->")
    if rest.strip():
        _problem(
            state,
            last,
            f"“{rest.strip()[:30]}” stands behind a comment",
            "put the comment on a line of its own",
        )
    token = state.push("comment", "", 0)
    token.content, token.map = content, [start, last + 1]
    state.line = last + 1
    return True


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    text = _line(state, start)
    if not text.startswith(":::"):
        return False
    if silent:
        return True
    state.line = start + 1
    if _CLOSE.match(text):
        _problem(state, start, "::: closes nothing", "take it away")
        return True
    match = _OPEN.match(text)
    name, argument = (match[1], match[2]) if match else ("", "")
    if name not in DIRECTIVES:
        near = difflib.get_close_matches(name, DIRECTIVES, n=1)
        hint = (
            f"did you mean ::: {near[0]}?" if near else f"known are: {', '.join(DIRECTIVES)}"
        )
        _problem(state, start, f"“::: {name}” is unknown", hint)
        return True
    if bool(argument) != (name in _WITH_ARGUMENT):
        what = _WITH_ARGUMENT.get(name)
        _problem(
            state,
            start,
            f"::: {name} needs {what or 'nothing behind it'}",
            f"write ::: {name}" + (" …" if what else ""),
        )
    if name == "include":
        token = state.push("directive_open", "", 0)
        token.info, token.content, token.map = name, argument, [start, start + 1]
        return True
    close = _closing(state, start, end)
    if close == end:
        _problem(state, start, f"::: {name} is never closed", "end it with a line of :::")
    token = state.push("directive_open", "", 1)
    token.info, token.content, token.map = name, argument, [start, close]
    limit, state.lineMax = state.lineMax, close
    state.md.block.tokenize(state, start + 1, close)
    state.lineMax = limit
    state.push("directive_close", "", -1)
    state.line = min(close + 1, end)
    return True


def _closing(state: StateBlock, start: int, end: int) -> int:
    """The line of the ::: that closes the one at `start`; `end` if there is none."""
    depth = 1
    for line in range(start + 1, end):
        text = _line(state, line)
        if _CLOSE.match(text):
            depth -= 1
        elif (match := _OPEN.match(text)) and match[1] != "include":
            depth += 1
        if depth == 0:
            return line
    return end
