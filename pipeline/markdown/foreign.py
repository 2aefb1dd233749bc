"""Anybody's Markdown -> HTML, for translations that come from elsewhere.

The dialect's rules do not hold for them: what it would refuse is read as CommonMark, with
tables.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_FENCE = re.compile(r"^:::.*$", re.MULTILINE)
_ANCHOR = re.compile(r"[ \t]*\{#[^}\n]*\}[ \t]*$", re.MULTILINE)
_REMARK = re.compile(r"<!--.*?-->", re.DOTALL)


def foreign_html(text: str) -> str:
    """The text as HTML; tags in it stay words, and remarks fall away."""
    plain = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)
    plain = _ANCHOR.sub("", _FENCE.sub("", _REMARK.sub("", plain)))
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    html: str = parser.render(plain)
    return html
