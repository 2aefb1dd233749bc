"""The parser's tokens -> blocks, with what the dialect refuses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from markdown_it.token import Token

from pipeline.errors import SourceError
from pipeline.markdown.comments import Comments
from pipeline.markdown.inline import InlineError, joined, parse_inline
from pipeline.markdown.lists import joined_lists
from pipeline.markdown.rules import REFUSED, is_id
from pipeline.markdown.tables import cell_context, row_problems, table_start
from pipeline.model import Block, Kind, Location, Readers

_DEEPEST_LIST = 3
_DEEPEST_BOX = 3
_WIDEST_TABLE = 6
_HEADING_ID = re.compile(r"^(.*?)\s*\{#(\S*?)(?:\s+was=(\S+?))?\s*\}\s*$")
_IMAGE = re.compile(r"!\[((?:\\.|[^\\\[\]])*)\]\(([^()\s]*)\)")
_DEFINITION = re.compile(r"\[[^\[\]]+\]:\s")


class Walk:
    """Goes through the parser's tokens once, and keeps what waits for the next block."""

    def __init__(self, path: str, lines: list[str], *, ids: bool) -> None:
        self.path, self.lines, self.ids = path, lines, ids
        self.errors: list[SourceError] = []
        self.comments = Comments(self.fail)
        self.tags: list[tuple[Location, str]] = []
        """Every tag of a `::: only` or `::: not`, where it is written."""
        self.names: list[tuple[Location, str, str]] = []
        """Every fact and link that the words name: where, which of the two, its name."""
        self.depth = 0
        """How many lists the walk is in."""
        self.within: list[str] = []
        """The directives that the walk is in, outermost first."""

    def fail(self, line: int, message: str, hint: str) -> None:
        """Note a mistake."""
        self.errors.append(SourceError(message, Location(self.path, line), hint=hint))

    def refuse(self, line: int, what: str, hint: str) -> None:
        """Note something that the dialect does not have."""
        self.fail(line, f"{what} has no place in a leaflet", hint)

    def blocks(self, tokens: Iterator[Token], end: str) -> Iterator[Block]:
        """The blocks up to the token `end`; lists that only a comment parts are one list."""
        return joined_lists(self._blocks(tokens, end))

    def _blocks(self, tokens: Iterator[Token], end: str) -> Iterator[Block]:
        for token in tokens:
            line = token.map[0] + 1 if token.map else 1
            if token.type == end:
                return
            if token.type in REFUSED:
                self.refuse(line, *REFUSED[token.type])
                _skip(tokens, token)
            elif token.type == "comment":
                self.comments.note(token.content, line)
            elif token.type == "heading_open":
                inline = next(tokens)
                next(tokens)
                if token.markup in ("=", "-"):
                    self.refuse(line, "a heading with a line below it", "write ## before it")
                elif block := self._heading(inline.content, int(token.tag[1]), line):
                    yield block
            elif token.type == "paragraph_open":
                inline = next(tokens)
                next(tokens)
                if block := self._paragraph(inline.content, line):
                    yield block
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield self._list(tokens, token, line)
            elif token.type == "table_open":
                yield self._table(tokens, line)
            elif token.type == "directive_open":
                yield from self._directive(tokens, token, line)

    def _words(self, raw: str, line: int) -> str:
        """Inline text with white space made single, checked at its own lines."""
        text, starts = joined(raw)
        try:
            spans = parse_inline(text)
        except InlineError as error:
            below = bisect_right(starts, error.offset) - 1
            self.fail(line + below, error.message, error.hint)
            spans = ()
        for span in spans:
            for what, name, sign in (
                ("fact", span.field, "{%s}"),
                ("link", span.link, "][%s]"),
            ):
                if name:
                    below = bisect_right(starts, text.find(sign % name)) - 1
                    self.names.append((Location(self.path, line + below), what, name))
        if (len(text) - len(text.rstrip("\\"))) % 2 == 1:
            self.fail(line + len(starts) - 1, "a \\ at the end breaks no line", "take it away")
        return text

    def _heading(self, raw: str, level: int, line: int) -> Block | None:
        match = _HEADING_ID.match(raw)
        words, name, was = (match[1], match[2], match[3] or "") if match else (raw, "", "")
        note, context, translate = self.comments.take()
        text = self._words(words, line)
        if level > 4:
            self.refuse(line, f"a heading of level {level}", "use levels 1 to 4")
        elif not text:
            self.fail(line, "a heading without words", "write them, or take the # away")
        elif not translate:
            self.fail(line, "a heading is always translated", "take <!-- notranslate --> away")
        elif level == 1 and match:
            self.fail(line, "the title needs no id", f"take {{#{name}}} away")
        elif level > 1 and not match and self.ids and not self._boxed():
            self.fail(
                line,
                f"the heading “{text}” has no id",
                "write one: ## Words {#name}, or let `polyleaf fmt` propose it",
            )
        elif match and not all(is_id(part) for part in (name, was or "a")):
            self.fail(line, f"“{name}” is no id", "write a-z, 0-9 and -, at most 64")
        return Block(
            kind=Kind.TITLE if level == 1 else Kind.HEADING,
            at=Location(self.path, line),
            text=text,
            level=level,
            id=name,
            was=was,
            note=note,
            context=context,
        )

    def _boxed(self) -> bool:
        return bool(self.within) and self.within[-1] in ("note", "warning")

    def _paragraph(self, raw: str, line: int) -> Block | None:
        at = Location(self.path, line)
        start = table_start(raw)
        if start is not None:
            self.fail(
                line + start,
                "a table that is none",
                "write a heading for each column, and below them |---| for each",
            )
            return None
        if _DEFINITION.match(raw) and not raw.startswith("[^"):
            self.refuse(line, "a link's target", "give it a name in source/links.toml")
            return None
        if image := _IMAGE.fullmatch(raw.strip()):
            note, context, translate = self.comments.take()
            alt = self._words(image[1], line)
            if not alt:
                self.fail(line, "an image without words", "say between [ ] what it shows")
            src = image[2]
            if src and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(png|jpe?g|svg)", src):
                self.fail(
                    line,
                    f"“{src}” is no image beside the leaflet",
                    "name a .png, .jpg or .svg file in the same folder",
                )
            return Block(
                kind=Kind.IMAGE,
                at=at,
                text=alt,
                src=src,
                note=note,
                context=context,
                translate=translate,
            )
        note, context, translate = self.comments.take()
        return Block(
            kind=Kind.PARAGRAPH,
            at=at,
            text=self._words(raw, line),
            note=note,
            context=context,
            translate=translate,
        )

    def _list(self, tokens: Iterator[Token], token: Token, line: int) -> Block:
        """A list; what comments say of it stands on the list itself."""
        note, context, translate = self.comments.take()
        self.depth += 1
        if self.depth > _DEEPEST_LIST:
            self.refuse(line, "a list four deep", "nest at most three")
        first_number = int(token.attrs.get("start", 1))
        if first_number != 1:
            number = f"{first_number}."
            self.fail(
                line,
                f"a list that begins with {number}",
                f"begin it with 1., or write {first_number}\\. if it is no list",
            )
        items: list[Block] = []
        for inner in tokens:
            if inner.type == token.type.replace("open", "close"):
                break
            place = inner.map[0] + 1 if inner.map else line
            items.extend(self._item(list(self.blocks(tokens, "list_item_close")), place))
        self.depth -= 1
        return Block(
            kind=Kind.LIST,
            at=Location(self.path, line),
            ordered=token.type == "ordered_list_open",
            children=tuple(items),
            note=note,
            context=context,
            translate=translate,
        )

    def _item(self, parts: list[Block], line: int) -> Iterator[Block]:
        if not parts or parts[0].kind is not Kind.PARAGRAPH:
            self.fail(line, "an item that does not begin with words", "write them first")
            return
        first, *rest = parts
        for part in rest:
            if part.kind is not Kind.LIST:
                self.refuse(
                    part.at.line,
                    "a second block in a list item",
                    "make it one paragraph, or an item of its own",
                )
        yield replace(first, kind=Kind.ITEM, children=tuple(rest))

    def _table(self, tokens: Iterator[Token], line: int) -> Block:
        note, context, translate = self.comments.take()
        rows: list[Block] = []
        cells: list[Block] = []
        place = line
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                place, cells = (token.map[0] + 1 if token.map else place), []
                columns = len(rows[0].children) if rows else None
                for message, hint in row_problems(self.lines[place - 1], columns):
                    self.fail(place, message, hint)
            elif token.type == "inline":
                content, own = cell_context(token.content)
                cells.append(
                    Block(
                        kind=Kind.CELL,
                        at=Location(self.path, place),
                        text=self._words(content, place),
                        note=note,
                        context=own or context,
                        translate=translate,
                    )
                )
            elif token.type == "tr_close":
                row = Location(self.path, place)
                rows.append(Block(kind=Kind.ROW, at=row, children=tuple(cells)))
        if rows and (width := len(rows[0].children)) > _WIDEST_TABLE:
            self.refuse(line, f"a table of {width} columns", "make two of it, or a list")
        if rows and any(not cell.text for cell in rows[0].children):
            self.fail(line, "a column without a heading", "write it: listeners need it")
        return Block(kind=Kind.TABLE, at=Location(self.path, line), children=tuple(rows))

    def _directive(self, tokens: Iterator[Token], token: Token, line: int) -> Iterator[Block]:
        name, argument = token.info, token.content
        at = Location(self.path, line)
        tags = argument.replace(",", " ").split() if name in ("only", "not") else []
        self.tags.extend((at, tag) for tag in tags)
        if self.depth:
            self.refuse(line, "::: within a list", "put it before or after the list")
        elif self.within and (name in ("only", "not") or len(self.within) >= _DEEPEST_BOX):
            self.refuse(line, f"::: {name} within ::: {self.within[-1]}", "put it outside")
        if name == "include":
            self.comments.finish()
            yield Block(kind=Kind.INCLUDE, at=at, id=argument)
            return
        self.within.append(name)
        inner = list(self.blocks(tokens, "directive_close"))
        self.within.pop()
        if name in ("only", "not"):
            named = frozenset(tag.replace("_", "-") for tag in tags)
            readers = Readers(named, others=name == "not")
            yield from (replace(block, readers=readers) for block in inner)
            return
        for place, block in enumerate(inner):
            titled = name in ("note", "warning") and place == 0 and not block.id
            if block.kind is Kind.HEADING and titled:
                inner[0] = replace(block, kind=Kind.BOX_TITLE)
            elif block.kind in (Kind.HEADING, Kind.TITLE, Kind.INCLUDE):
                self.refuse(
                    block.at.line, f"a {block.kind} within ::: {name}", "put it outside"
                )
        yield Block(kind=Kind(name), at=at, children=tuple(inner))


def _skip(tokens: Iterator[Token], token: Token) -> None:
    """Pass over all that a refused block holds."""
    depth: int = token.nesting
    while depth > 0:
        depth += next(tokens).nesting
