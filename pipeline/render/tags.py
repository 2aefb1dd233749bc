"""Typst's PDF + the runs' texts -> a PDF whose tags say exactly those texts.

Typst stores the glyphs of a line in painting order, and repeats or splits clusters in some
fonts, so a reader that follows the tags hears right-to-left and Bengali or Urdu text garbled.
Here each run (a stretch of plain, bold or linked text) gets an /ActualText equal to its
source.

The mapping does not rest on order. `number_runs` numbers the runs, the template raises run n
by n x 0.000001 pt, and Typst writes that as the BaselineShift of a Span of the run's own.
`set_texts` reads the number back, so every run must turn up exactly once, on its own tag, or
the pass refuses the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

STEP = Decimal("0.000001")  # points of baseline shift per run number, as in leaflet.typ
LIMIT = Decimal("0.05")  # a larger shift is a real superscript
# Characters that steer layout and are not to be spoken: soft hyphen, zero-width space, word
# joiner, bidi marks and isolates. ZWNJ and ZWJ stay: they are spelling in Persian and Indic.
_UNSPOKEN = dict.fromkeys(
    [0xAD, 0x200B, 0x2060, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


class TagError(ValueError):
    """The tag tree does not hold each run exactly once."""


def spoken(text: str) -> str:
    """The text without what steers layout, as it should be read out."""
    return text.translate(_UNSPOKEN)


def number_runs(leaflet: dict[str, Any]) -> tuple[dict[str, Any], dict[int, str]]:
    """Return a copy of the leaflet whose spans are numbered, and run number -> text to speak.

    A span is a dict with a string under "s"; a span used in two places gets two numbers.
    """
    texts: dict[int, str] = {}

    def copy(node: Any) -> Any:
        if isinstance(node, list):
            return [copy(value) for value in node]
        if not isinstance(node, dict):
            return node
        if not isinstance(node.get("s"), str):
            return {key: copy(value) for key, value in node.items()}
        number = len(texts) + 1
        texts[number] = spoken(str(node.get("say", node["s"])))
        return {**node, "n": number}

    numbered = copy(leaflet)
    if STEP * len(texts) >= LIMIT:
        raise TagError(f"{len(texts)} runs are too many to number")
    return numbered, texts


def _kids(node: Object) -> list[Object]:
    kids = node.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _elements(
    node: Object, above: tuple[Object, ...] = ()
) -> Iterator[tuple[Object, tuple[Object, ...]]]:
    """Yield each structure element below `node` with the elements above it."""
    for kid in _kids(node):
        if isinstance(kid, Dictionary) and kid.get("/Type") not in (Name.MCR, Name.OBJR):
            yield kid, above
            yield from _elements(kid, (*above, kid))


def _take_number(element: Object) -> int | None:
    """Return the run number in the element's attributes, and take it out of them."""
    if "/A" not in element:
        return None
    attributes = list(element.A) if isinstance(element.A, Array) else [element.A]
    for attribute in attributes:
        shift = attribute.get("/BaselineShift") if isinstance(attribute, Dictionary) else None
        points = Decimal(0) if shift is None else Decimal(str(shift))
        if not 0 < points < LIMIT:
            continue
        number = points / STEP
        if number != number.to_integral_value():
            raise TagError(f"a baseline shift of {points} is no run number")
        del attribute["/BaselineShift"]
        if "/LineHeight" in attribute:
            del attribute["/LineHeight"]
        if set(attribute.keys()) == {"/O"}:
            attributes.remove(attribute)
            if attributes:
                element.A = Array(attributes)
            else:
                del element.A
        return int(number)
    return None


def _describe_links(element: Object, text: str) -> None:
    """Let a link's annotations be described by the link's text, not by its address."""
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            kid.Obj.Contents = String(text)


def _is_content(kid: Object) -> bool:
    """Marked content: a bare number (MCID) or a reference that names its page too."""
    return not isinstance(kid, Dictionary) or kid.get("/Type") == Name.MCR


def _same(kid: Object, element: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.objgen == element.objgen


def _with_page(kid: Object, page: Object) -> Object:
    """Let a kid name its page, so that it may move to an element of another page."""
    if not isinstance(kid, Dictionary):
        return Dictionary(Type=Name.MCR, Pg=page, MCID=int(kid))
    if kid.get("/Type") in (Name.MCR, Name.OBJR) and "/Pg" not in kid:
        kid.Pg = page
    return kid


def _join(first: Object, second: Object, number: int) -> list[tuple[Object, Object]]:
    """Move the part of a run on the next page, with its Strong or Link, into the one before.

    Return the pairs of elements joined, innermost first.
    """
    pairs = [(first, second)]
    while pairs[-1][0].P.objgen != pairs[-1][1].P.objgen:
        pairs.append((pairs[-1][0].P, pairs[-1][1].P))
        if pairs[-1][0].S != pairs[-1][1].S or pairs[-1][0].S not in (
            Name.Strong,
            Name.Em,
            Name.Link,
        ):
            raise TagError(f"run {number} is tagged in two places")
    parent = pairs[-1][0].P
    siblings = _kids(parent)
    start, end = (
        next(i for i, kid in enumerate(siblings) if _same(kid, part)) for part in pairs[-1]
    )
    if any(kid.get("/Type") != Name.OBJR for kid in siblings[start + 1 : end]):
        raise TagError(f"run {number} has other tags between its parts")
    parent.K = Array([kid for kid in siblings if not _same(kid, pairs[-1][1])])
    inner: Object | None = None
    for keep, drop in pairs:
        moved = [kid for kid in _kids(drop) if inner is None or not _same(kid, inner)]
        keep.K = Array(
            [
                *_kids(keep),
                *(_with_page(kid, drop.Pg) if "/Pg" in drop else kid for kid in moved),
            ]
        )
        inner = drop
    return pairs


def _repoint(tree: Object, moved: dict[tuple[int, int], Object]) -> None:
    """Let the parent tree name the joined element where it named a dropped one."""
    numbers = tree.get("/Nums", Array())
    for i in range(1, len(numbers), 2):
        value = numbers[i]
        if isinstance(value, Array):
            for j, owner in enumerate(value):
                if isinstance(owner, Dictionary) and owner.objgen in moved:
                    value[j] = moved[owner.objgen]
        elif value.objgen in moved:
            numbers[i] = moved[value.objgen]
    for kid in tree.get("/Kids", []):
        _repoint(kid, moved)


def english_parts(leaflet: Any, english: bool = False) -> set[int | str]:
    """The numbers of the runs, and the words of the pictures, that are in English anywhere."""
    if isinstance(leaflet, list):
        return {part for value in leaflet for part in english_parts(value, english)}
    if not isinstance(leaflet, dict):
        return set()
    english = leaflet.get("lang", "en" if english else "") == "en"
    own = {leaflet[key] for key in ("n", "alt") if english and key in leaflet}
    return own.union(*(english_parts(value, english) for value in leaflet.values()))


def set_texts(
    pdf: bytes, texts: dict[int, str], tag: str, direction: str, english: set[int | str]
) -> bytes:
    """Return the PDF with every run's text as /ActualText on the run's own Span.

    `tag` is the BCP 47 tag that the whole file gets as its /Lang, and `direction` that in
    which its pages turn: Typst takes Punjabi for a script from the right. Runs and pictures
    in `english` get a /Lang of their own.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        document.Root.Lang = String(tag)
        document.Root.ViewerPreferences.Direction = (
            Name.R2L if direction == "rtl" else Name.L2R
        )
        found: dict[int, Object] = {}
        joined: dict[tuple[int, int], Object] = {}
        links: dict[tuple[int, int], tuple[Object, list[str]]] = {}
        for element, above in list(_elements(root)):
            if str(element.get("/Alt", "")) in english:
                element.Lang = String("en-GB")
            number = _take_number(element)
            if number is None:
                continue
            if number not in texts:
                raise TagError(f"run {number} is not in the leaflet")
            if not all(_is_content(kid) for kid in _kids(element)):
                raise TagError(f"run {number} holds other tags")
            if number in found:  # Typst starts a new Span where a run crosses a page.
                joined.update(
                    (drop.objgen, keep) for keep, drop in _join(found[number], element, number)
                )
                continue
            found[number] = element
            element.ActualText = String(texts[number])
            if number in english:
                element.Lang = String("en-GB")
            for parent in above:
                if str(parent.S) == "/Link":
                    links.setdefault(parent.objgen, (parent, []))[1].append(texts[number])
        # An empty run, or one of layout characters only, paints nothing and has no tag.
        missing = sorted(n for n, text in texts.items() if text.strip() and n not in found)
        if missing:
            raise TagError(f"runs without a tag: {missing}")
        for link, parts in links.values():
            _describe_links(link, "".join(parts))
        if joined:
            _repoint(root.ParentTree, joined)
        out = io.BytesIO()
        document.save(
            out,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return out.getvalue()
