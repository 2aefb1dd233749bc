"""The parser's tokens -> blocks, with what the dialect refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_it.token import Token

from pipeline.errors import SourceError
from pipeline.markdown.inline import InlineError, joined, parse_inline
from pipeline.markdown.rules import REFUSED, is_id
from pipeline.model import Block, Kind, Location

_DEEPEST_LIST = 3
_HEADING_ID = re.compile(r"^(.*?)\s*\{#(\S*?)(?:\s+was=(\S+?))?\s*\}\s*$")
_IMAGE = re.compile(r"!\[((?:\\.|[^\\\[\]])*)\]\(([^()\s]*)\)")
_DEFINITION = re.compile(r"\[[^\[\]]+\]:\s")


class Walk:
    """Goes through the parser's tokens once, and keeps what waits for the next block."""

    def __init__(self, path: str, ids: bool) -> None:
        self.path, self.ids = path, ids
        self.errors: list[SourceError] = []
        self.waiting: dict[str, tuple[str, int]] = {}
        self.lists = 0

    def fail(self, line: int, message: str, hint: str) -> None:
        """Note a mistake."""
        self.errors.append(SourceError(message, Location(self.path, line), hint=hint))

    def refuse(self, line: int, what: str, hint: str) -> None:
        """Note something that the dialect does not have."""
        self.fail(line, f"{what} has no place in a leaflet", hint)

    def finish(self) -> None:
        """Note the comments that no block followed."""
        for name, (_, line) in self.waiting.items():
            self.fail(
                line, f"the comment “{name}:” stands before no block", "move it or drop it"
            )

    def blocks(self, tokens: Iterator[Token], end: str) -> Iterator[Block]:
        """The blocks up to the token `end`; lists that only a comment parts are one list."""
        last: Block | None = None
        for block in self._blocks(tokens, end):
            both = last and last.kind is block.kind is Kind.LIST
            if last and both and last.ordered is block.ordered:
                last = replace(last, children=(*last.children, *block.children))
                continue
            if last:
                yield last
            last = block
        if last:
            yield last

    def _blocks(self, tokens: Iterator[Token], end: str) -> Iterator[Block]:
        for token in tokens:
            line = token.map[0] + 1 if token.map else 1
            if token.type == end:
                return
            if token.type in REFUSED:
                self.refuse(line, *REFUSED[token.type])
                _skip(tokens, token)
            elif token.type == "comment":
                self._comment(token.content, line)
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

    def _comment(self, content: str, line: int) -> None:
        name, colon, value = content.strip().partition(":")
        name, value = name.strip(), " ".join(value.split())
        if name == "notranslate" and not colon:
            value = "yes"
        elif name not in ("translators", "context") or not colon:
            self.fail(
                line,
                f"the comment “{content.strip()[:40]}” is of no known kind",
                "write <!-- translators: … -->, <!-- context: … --> or <!-- notranslate -->",
            )
            return
        elif name == "context" and not is_id(value):
            self.fail(line, f"the context “{value[:40]}” is no name", "write a-z, 0-9 and -")
            return
        if name in self.waiting:
            self.fail(line, f"a second “{name}” before the same block", "join the two")
        self.waiting[name] = (value, line)

    def _take(self) -> tuple[str, str, bool]:
        """What waited for this block: note, context, whether to translate it."""
        found = {name: value for name, (value, _) in self.waiting.items()}
        self.waiting.clear()
        note, context = found.get("translators", ""), found.get("context", "")
        return note, context, "notranslate" not in found

    def _words(self, raw: str, line: int) -> str:
        """Inline text with white space made single, checked at its own lines."""
        text = joined(raw)
        if text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2 == 1:
            self.fail(line, "a \\ at the end breaks no line", "take it away")
            return text
        try:
            parse_inline(text)
        except InlineError as error:
            # A soft break is one character in both; good enough to find the line.
            below = raw[: error.offset + 1].count("\n")
            self.fail(line + below, error.message, error.hint)
        return text

    def _heading(self, raw: str, level: int, line: int) -> Block | None:
        match = _HEADING_ID.match(raw)
        words, name, was = (match[1], match[2], match[3] or "") if match else (raw, "", "")
        note, context, translate = self._take()
        text = self._words(words, line)
        if level > 4:
            self.refuse(line, f"a heading of level {level}", "use levels 1 to 4")
        elif not text:
            self.fail(line, "a heading without words", "write them, or take the # away")
        elif not translate:
            self.fail(line, "a heading is always translated", "take <!-- notranslate --> away")
        elif level == 1 and match:
            self.fail(line, "the title needs no id", f"take {{#{name}}} away")
        elif level > 1 and not match and self.ids:
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

    def _paragraph(self, raw: str, line: int) -> Block | None:
        at = Location(self.path, line)
        if _DEFINITION.match(raw):
            self.refuse(line, "a link's target", "give it a name in source/links.toml")
            return None
        if image := _IMAGE.fullmatch(raw.strip()):
            note, context, translate = self._take()
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
        note, context, translate = self._take()
        return Block(
            kind=Kind.PARAGRAPH,
            at=at,
            text=self._words(raw, line),
            note=note,
            context=context,
            translate=translate,
        )

    def _list(self, tokens: Iterator[Token], token: Token, line: int) -> Block:
        note, context, translate = self._take()
        self.lists += 1
        if self.lists > _DEEPEST_LIST:
            self.refuse(line, "a list four deep", "nest at most three")
        items = []
        for inner in tokens:
            if inner.type == token.type.replace("open", "close"):
                break
            place = inner.map[0] + 1 if inner.map else line
            parts = list(self.blocks(tokens, "list_item_close"))
            if not parts or parts[0].kind is not Kind.PARAGRAPH:
                self.fail(place, "an item that does not begin with words", "write them first")
                continue
            first, *rest = parts
            for part in rest:
                if part.kind is not Kind.LIST:
                    self.refuse(
                        part.at.line,
                        "a second block in a list item",
                        "make it one paragraph, or an item of its own",
                    )
            items.append(
                replace(
                    first,
                    kind=Kind.ITEM,
                    children=tuple(rest),
                    note=first.note or note,
                    context=first.context or context,
                    translate=first.translate and translate,
                )
            )
        self.lists -= 1
        return Block(
            kind=Kind.LIST,
            at=Location(self.path, line),
            ordered=token.type == "ordered_list_open",
            children=tuple(items),
        )

    def _table(self, tokens: Iterator[Token], line: int) -> Block:
        note, context, translate = self._take()
        rows: list[Block] = []
        cells: list[Block] = []
        place = line
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                place, cells = (token.map[0] + 1 if token.map else place), []
            elif token.type == "inline":
                cells.append(
                    Block(
                        kind=Kind.CELL,
                        at=Location(self.path, place),
                        text=self._words(token.content, place),
                        note=note,
                        context=context,
                        translate=translate,
                    )
                )
            elif token.type == "tr_close":
                row = Location(self.path, place)
                rows.append(Block(kind=Kind.ROW, at=row, children=tuple(cells)))
        if rows and any(not cell.text for cell in rows[0].children):
            self.fail(line, "a column without a heading", "write it: listeners need it")
        return Block(kind=Kind.TABLE, at=Location(self.path, line), children=tuple(rows))

    def _directive(self, tokens: Iterator[Token], token: Token, line: int) -> Iterator[Block]:
        name, argument = token.info, token.content
        at = Location(self.path, line)
        if name == "include":
            yield Block(kind=Kind.INCLUDE, at=at, id=argument)
            return
        inner = list(self.blocks(tokens, "directive_close"))
        tags = tuple(tag.replace("_", "-") for tag in argument.replace(",", " ").split())
        if name in ("only", "not"):
            for block in inner:
                if block.only or block.exclude:
                    self.refuse(block.at.line, "::: only within another", "name all its tags")
                if name == "only":
                    yield replace(block, only=tags)
                else:
                    yield replace(block, exclude=tags)
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
