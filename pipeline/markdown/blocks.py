"""Markdown text -> blocks with lines.

The parser finds the blocks; the walk below accepts what the dialect has and refuses the rest,
collecting every refusal of a file before it gives up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from pipeline.errors import raise_all
from pipeline.markdown import rules
from pipeline.markdown.front_matter import read_meta
from pipeline.markdown.rules import is_id
from pipeline.markdown.walk import Walk
from pipeline.model import Block, Kind, Location

_WIDEST_TABLE = 12
_LONGEST_LINE = 20_000
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffd\u202a-\u202e\u2066-\u2069]"
)
_CLOSING = re.compile(r"(?:[ \t]+#*)?[ \t\r]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One Markdown file."""

    path: str
    meta: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    """In reading order; headings stand among what they head."""
    tags: tuple[tuple[Location, str], ...] = ()
    """Every tag of a `::: only` or `::: not`, where it is written."""
    names: tuple[tuple[Location, str, str], ...] = ()
    """Every fact and link that the words name: where, which of the two, its name."""


def parse_document(text: str, path: str, *, ids: bool = True) -> Document:
    """The blocks of a Markdown file.

    Raises every refusal at once, as SourceError or Mistakes. With `ids` off, headings may
    lack theirs.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    walk = Walk(path, text.split("\n"), ids=ids)
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _FORBIDDEN.search(line):
            walk.refuse(number, f"the control character U+{ord(match[0]):04X}", "take it away")
        if len(line) > _LONGEST_LINE or line.count("|") > 4 * _WIDEST_TABLE:
            walk.refuse(number, "a line as long as this", "break it")
    raise_all(walk.errors)
    env: dict[str, list[rules.Problem]] = {"problems": []}
    tokens = _PARSER.parse(text, env)
    for problem in env["problems"]:
        walk.fail(*problem)
    meta: tuple[tuple[str, str], ...] = ()
    if tokens and tokens[0].type == "front_matter":
        meta, problems = read_meta(tokens.pop(0).content)
        for problem in problems:
            walk.fail(*problem)
    blocks = tuple(walk.blocks(iter(tokens), ""))
    walk.comments.finish()
    raise_all(walk.errors)
    return Document(
        path=path, meta=meta, blocks=blocks, tags=tuple(walk.tags), names=tuple(walk.names)
    )


def propose_ids(text: str, path: str, taken: Collection[str] = ()) -> str:
    """The text with an id at every heading that lacks one, made from the heading's words.

    `taken` are ids that other files have. What else is wrong with the file is raised.
    """
    headings = list(_headings(parse_document(text, path, ids=False).blocks))
    used = {*taken, *(block.id for block in headings)}
    # Lines at the even places, their ends between them.
    lines = re.split(r"(\r\n|\r|\n)", text)
    for block in headings:
        if block.id or block.level == 1:
            continue
        words = re.sub(r"[^a-z0-9]+", "-", block.text.lower()).strip("-")[:56].strip("-")
        words = words or "section"
        names = (words, *(f"{words}-{number}" for number in range(2, len(used) + 3)))
        name = next(name for name in names if is_id(name) and name not in used)
        used.add(name)
        place = 2 * (block.at.line - 1)
        lines[place] = f"{_CLOSING.sub('', lines[place])} {{#{name}}}"
    return "".join(lines)


def _headings(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if block.kind is Kind.HEADING:
            yield block
        yield from _headings(block.children)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).use(
        front_matter_plugin
    )
    parser.enable("table").disable(["reference"])
    parser.core.ruler.disable(["inline", "text_join"])
    rules.install(parser)
    return parser


_PARSER = _parser()
