"""HTML -> blocks: what a reader of the page sees, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html
from lxml.html import HtmlElement

from pipeline.markdown import escaped

_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
}
_UNSEEN = frozenset(
    ("script", "style", "template", "noscript", "head", "iframe", "object", "embed", "svg",
     "math", "form", "select", "button", "audio", "video", "title", "nav", "del", "s",
     "rp", "rt")
)  # fmt: skip
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "ins", "mark", "q",
     "small", "span", "strong", "sub", "sup", "time", "u", "wbr")
)  # fmt: skip
_BOLD = frozenset(("b", "strong"))
_DEEPEST = 200

Piece = tuple[str, bool]
"""Words, and whether they are bold."""


def page_blocks(text: str) -> list[tuple[str, str]]:
    """Kind and inline Markdown of each block."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return []
    for node in root.iterdescendants():
        if (said := node.get("lang")) and _primary(said) != _primary(root.get("lang", said)):
            node.set("hidden", "")  # Words in another language than the page's.
    found: list[tuple[str, str]] = []
    _walk(root, "paragraph", found, 0)
    return found


def inline(pieces: list[Piece]) -> str:
    """Inline Markdown of words, some of them bold; empty where there is nothing to read."""
    joined: list[Piece] = []
    for words, bold in pieces:
        if joined and (joined[-1][1] == bold or not words.strip()):
            joined[-1] = (joined[-1][0] + words, joined[-1][1])
        else:
            joined.append((words, bold))
    return " ".join("".join(_marked(words, bold) for words, bold in joined).split())


def _marked(words: str, bold: bool) -> str:
    inner = escaped(words)
    if not inner:
        return " " if words else ""
    before = " " if words[:1].isspace() else ""
    after = " " if words[-1:].isspace() else ""
    return f"{before}{f'**{inner}**' if bold else inner}{after}"


def _walk(node: HtmlElement, kind: str, found: list[tuple[str, str]], depth: int) -> None:
    kind = _KINDS.get(str(node.tag), kind)
    pieces: list[Piece] = [(node.text or "", False)]
    for child in node:
        if _inline(child):
            pieces.extend(_pieces(child, False, depth))
        else:
            _flush(kind, pieces, found)
            if not _hidden(child) and depth < _DEEPEST:
                if child.tag == "img" and (words := escaped(child.get("alt", ""))):
                    found.append(("alt", words))
                _walk(child, kind, found, depth + 1)
        pieces.append((child.tail or "", False))
    _flush(kind, pieces, found)


def _flush(kind: str, pieces: list[Piece], found: list[tuple[str, str]]) -> None:
    if text := inline(pieces):
        found.append((kind, text))
    pieces.clear()


def _pieces(node: HtmlElement, bold: bool, depth: int) -> Iterator[Piece]:
    if _hidden(node) or depth > _DEEPEST:
        return
    bold = bold or node.tag in _BOLD
    yield " " if node.tag == "br" else node.text or "", bold
    for child in node:
        yield from _pieces(child, bold, depth + 1)
        yield child.tail or "", bold


def _inline(node: HtmlElement) -> bool:
    return (
        node.tag == "br"
        or node.tag in _UNSEEN
        or (node.tag in _INLINE and all(map(_inline, node)))
    )


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _hidden(node: HtmlElement) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return (
        node.tag in _UNSEEN
        or "hidden" in node.attrib
        or "display:none" in style
        or "visibility:hidden" in style
    )
