"""What comments say of lists and of the items in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model import Block, Kind


def joined_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, lists that only a comment parts made one."""
    last: Block | None = None
    for block in blocks:
        if last and _goes_on(last, block) and block.children:
            # The comment that parts them speaks of the next item alone.
            first, *rest = block.children
            last = replace(last, children=(*last.children, _marked(first, block), *rest))
            continue
        if last:
            yield last
        last = block
        if block.kind is Kind.LIST:
            items = tuple(_marked(item, block) for item in block.children)
            last = replace(block, children=items, note="", context="", translate=True)
    if last:
        yield last


def _goes_on(last: Block, block: Block) -> bool:
    """Whether a list goes on after a comment."""
    return (
        last.kind is block.kind is Kind.LIST
        and last.ordered is block.ordered
        and last.readers == block.readers
    )


def _marked(item: Block, about: Block) -> Block:
    """The item with what comments say of its list, where none speaks of itself."""
    inner = item.children
    if not about.translate:
        inner = tuple(
            replace(below, children=tuple(_marked(each, about) for each in below.children))
            for below in inner
        )
    return replace(
        item,
        note=item.note or about.note,
        context=item.context or about.context,
        translate=item.translate and about.translate,
        children=inner,
    )
