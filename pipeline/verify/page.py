"""A finished web page -> what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise, zip_longest

from lxml import html
from lxml.html import HtmlElement

from pipeline.errors import shortened
from pipeline.languages import SOURCE
from pipeline.model import Edition
from pipeline.render.html import HtmlRenderer
from pipeline.render.interface import notices, page_words
from pipeline.verify.expected import Heard, expected_page, marked_texts, shown, single

_BLOCKS = {
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "p": "P", "li": "LI", "th": "TH",
    "td": "TD", "img": "Figure",
}  # fmt: skip
_ACTIVE = ("script", "iframe", "object", "embed", "form", "base", "audio", "video")
_AWAY = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


def verify_page(content: bytes, edition: Edition) -> Iterator[str]:
    """Each thing by which the page differs from the edition.

    What a reading of the tree does not find, such as a style that hides a paragraph, shows in
    the comparison with a page that is made anew.
    """
    found = list(_read(content, edition))
    yield from found
    fresh = renderer().render(edition)
    if not found and content != fresh:
        pairs = zip_longest(content.split(b"\n"), fresh.split(b"\n"))
        line = next(n for n, (a, b) in enumerate(pairs, 1) if a != b)
        yield f"line {line} is not as this edition's page has it"


@cache
def renderer() -> HtmlRenderer:
    """The renderer that pages are compared with."""
    return HtmlRenderer()


def _read(content: bytes, edition: Edition) -> Iterator[str]:
    try:
        root = html.document_fromstring(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, html.etree.ParserError) as error:
        yield f"the page cannot be read: {error}"
        return
    yield from _language(root, edition)
    heard = list(_heard(root))
    yield from compare(expected_page(edition), heard, [s.id for s in edition.sections])
    yield from headings([item.role for item in heard])
    text = single("".join(map(str, root.itertext())))
    for notice in notices(edition):
        if single(notice) not in text:
            yield f"the notice “{notice}” is missing"
    for item in heard:
        if item.text in marked_texts(edition):
            yield f"a draft shows the quality mark: “{shortened(item.text)}”"
    yield from _links(root, edition)
    yield from _guarded(root)


def compare(
    expected: Sequence[Heard], found: Sequence[Heard], sections: Sequence[str]
) -> Iterator[str]:
    """Where what was found differs from what was expected, per section and in order."""
    there = list(dict.fromkeys(item.section for item in found if item.section))
    if there != [
        name
        for name in dict.fromkeys(sections)
        if any(item.section == name for item in expected)
    ]:
        yield f"the sections are {', '.join(there)}; they should be {', '.join(sections)}"
    for name in dict.fromkeys(item.section for item in expected):
        want = [(item.role, item.text) for item in expected if item.section == name]
        have = [(item.role, item.text) for item in found if item.section == name]
        yield from differences(
            want, have, f"section {name}" if name else "the page's own words"
        )
    if sorted(expected, key=str) == sorted(found, key=str) and list(expected) != list(found):
        yield "the blocks are all there, but in another order"


def differences(
    want: Sequence[tuple[str, str]], have: Sequence[tuple[str, str]], where: str
) -> Iterator[str]:
    """Each block that is missing, changed or too many in one section."""
    if list(want) == list(have):
        return
    for role, text in want:
        if (role, text) not in have:
            said = "has another role" if text in [words for _, words in have] else "is missing"
            yield f"{where}: {role} “{shortened(text)}” {said}"
    for role, text in have:
        if (role, text) not in want:
            yield f"{where}: {role} “{shortened(text)}” should not be there"
    if len(want) == len(have) and sorted(want) == sorted(have):
        yield f"{where}: the blocks stand in another order"
    elif set(want) == set(have):
        yield f"{where}: {len(have)} blocks, where {len(want)} should be"


def headings(roles: Iterable[str]) -> Iterator[str]:
    """Where headings do not nest."""
    levels = [int(role[1:]) for role in roles if re.fullmatch(r"H\d", role)]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield f"there should be one H1, and it first; the headings are {levels}"
    for above, level in pairwise(levels):
        if level > above + 1:
            yield f"a heading of level {level} stands below one of level {above}"


def heard_page(content: bytes) -> list[Heard]:
    """The blocks of a page, each in its section, in the order of the page's tree."""
    return list(_heard(html.document_fromstring(content.decode("utf-8"))))


def _heard(root: HtmlElement) -> Iterator[Heard]:
    for section in root.xpath("//main//*[@data-section]"):
        name = str(section.get("data-section"))
        labelled = section.get("aria-labelledby") or section.get("id")
        if labelled not in (name, None):
            name = f"{name} (named {labelled})"
        for element in section.iter():
            role = _BLOCKS.get(element.tag) if isinstance(element.tag, str) else None
            if role is None or element.get("class") == "image":
                continue
            if role == "Figure":
                yield Heard(name, role, single(element.get("alt") or ""))
            else:
                yield Heard(name, role, single("".join(_own(element))))


def _own(element: HtmlElement) -> Iterator[str]:
    """The words of a block without those of blocks within it."""
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        elif child.tag not in ("ul", "ol", *_BLOCKS):
            yield from _own(child)
        yield child.tail or ""


def _language(root: HtmlElement, edition: Edition) -> Iterator[str]:
    language = edition.language
    for name, right in (("lang", language.tag), ("dir", language.direction)):
        if root.get(name) != right:
            yield f"{name} is “{root.get(name)}” and should be “{right}”"
    menu = {
        (link.get("lang"), link.get("dir"), single(link.text_content()))
        for link in root.xpath("//nav[@class='languages']//a")
    }
    want = {(s.tag, s.direction, s.autonym) for s in edition.siblings}
    if menu != want:
        yield f"the language menu differs in {sorted(map(str, menu ^ want))}"
    alternates = {link.get("hreflang") for link in root.xpath("//link[@rel='alternate']")}
    if alternates - {"x-default"} != {s.tag for s in edition.siblings}:
        yield f"the hreflang alternates are {sorted(map(str, alternates))}"
    if edition.language.tag != SOURCE:
        marked = root.xpath(f"//*[@lang='{SOURCE}']")
        english = [single(e.get("alt") or e.text_content()) for e in marked]
        left = [passage for passage in shown(edition) if passage.english]
        for words in (*notices(edition)[1:], *(passage.text for passage in left)):
            if single(words) not in english:
                yield f"“{shortened(words)}” is not marked as English"


def _links(root: HtmlElement, edition: Edition) -> Iterator[str]:
    there = Counter(
        link.get("href") for link in root.xpath("//main//*[@data-section]//a[@href]")
    )
    wanted: Counter[str] = Counter()
    for passage in shown(edition):
        wanted.update(url for url, _ in groupby(run.url for run in passage.runs) if url)
    for url in wanted - there:
        yield f"a link to {url} is missing"
    for url in there - wanted:
        yield f"the link to {url} should not be there"
    if page_words(edition).skip not in [
        single(link.text_content()) for link in root.xpath("//a[@href='#_main']")
    ]:
        yield "the skip link is missing"


def _guarded(root: HtmlElement) -> Iterator[str]:
    """Whatever could run, or ask something of another host."""
    for element in root.iter(*_ACTIVE):
        yield f"the page holds <{element.tag}>"
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.items():
            if name.startswith("on") or re.match(
                r"\s*(javascript|data|vbscript):", value, re.I
            ):
                yield f"<{element.tag} {name}> would run “{shortened(value)}”"
            loads = name == "src" or (
                element.tag == "link" and name == "href" and element.get("rel") != "alternate"
            )
            if loads and _AWAY.match(value):
                yield f"the page asks {value} for something"
    if not root.xpath("//meta[@http-equiv='Content-Security-Policy']"):
        yield "the content security policy is missing"
