"""Judged translations -> an edition, with all that its renderers need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from pipeline import edition as editions
from pipeline import languages
from pipeline.build.clock import given_second
from pipeline.build.workspace import Judged, Workspace
from pipeline.errors import CatalogueError
from pipeline.languages import SOURCE
from pipeline.model import Block, Edition, Leaflet

_SHOWN_META = ("code", "version", "produced", "reviewed", "next-review", "publisher")
_MADE = ("produced", "reviewed")
"""The fields of front matter that tell of a day on which something was done to the words."""
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_EARLIEST = 946684800
"""2000-01-01: before it was no leaflet; it also stands for input that names no date at all."""
_LATEST = 4102444799
"""The end of 2099. A build asks no clock, so a date of a nearer future is believed."""


def make_edition(workspace: Workspace, item: Judged, ready: list[Judged]) -> Edition:
    """All that a renderer needs of one edition; `ready` are the editions beside it."""
    tag, project = item.language.tag, workspace.project
    leaflet = editions.keep_for(item.leaflet, tag)
    texts = {key: translation.strings[0] for key, translation in item.translations.items()}
    translated = editions.translate(leaflet, texts)

    def fact(name: str) -> tuple[str, str]:
        found = project.facts[name]
        value = found.for_language(tag)
        leads = {"phone": f"tel:{dialled(value)}", "email": f"mailto:{value}"}
        return value, leads.get(found.kind, "")

    sections = editions.lay_out(
        translated,
        rtl=item.language.direction == "rtl",
        fact=fact,
        link=lambda name: project.links[name].for_language(tag),
        english=tag == SOURCE,
    )
    blocks = translated.sections[0].blocks
    summary = blocks[1].text if len(blocks) > 1 else ""
    siblings = (other.language for other in ready if other.leaflet.id == item.leaflet.id)
    return Edition(
        leaflet=leaflet.id,
        language=item.language,
        title=editions.plain(translated.title, fact),
        english_title=editions.plain(leaflet.title, fact),
        summary=editions.plain(summary, fact),
        sections=sections,
        outcome=item.verdict.outcome,
        machine=item.verdict.machine,
        siblings=tuple(siblings),
        meta=tuple(_meta(item.leaflet, tag)),
        publisher=dict(item.leaflet.meta).get("publisher", ""),
        base=workspace.project.settings.base_url,
        phrases=tuple(sorted(item.phrases.items())),
        images=tuple(_images(project.root, leaflet)),
    )


def dialled(number: str) -> str:
    """A telephone number as a telephone takes it: Western digits, without “(0)” after +44."""
    western = "".join(str(unicodedata.decimal(n)) if n.isdecimal() else n for n in number)
    if western.lstrip().startswith("+"):
        western = western.replace("(0)", "")
    return re.sub(r"[^0-9+]", "", western)


def _meta(leaflet: Leaflet, tag: str) -> Iterator[tuple[str, str]]:
    for name, value in leaflet.meta:
        if name in _SHOWN_META:
            match = _DATE.fullmatch(value)
            try:
                day = date(*map(int, match.groups())) if match else None
            except ValueError:
                day = None
            yield name, languages.long_date(tag, day) if day else value


def _images(root: Path, leaflet: Leaflet) -> Iterator[tuple[str, bytes]]:
    """The pictures that exist, each by its owner and its name in the owner's folder."""
    found = {
        f"{section.owner}/{block.src}": root / Path(section.at.path).parent / block.src
        for section in leaflet.sections
        for block in _all(section.everything)
        if block.src
    }
    for name, path in sorted(found.items()):
        if path.is_file():
            yield name, path.read_bytes()


def _all(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


def timestamp(workspace: Workspace) -> int:
    """The second that PDFs carry: SOURCE_DATE_EPOCH, else the newest date in the input.

    Only days on which something was made count, and of those only the ones that can be true.
    Raises ProjectError for a SOURCE_DATE_EPOCH that is no time.
    """
    given = given_second()
    if given is not None:
        return given
    texts = [
        value
        for leaflet in workspace.sources.all
        for name, value in leaflet.meta
        if name in _MADE
    ]
    for tag in workspace.project.targets:
        for owner in workspace.units:
            texts.append(_revision(workspace, tag, owner))
    seconds = (_seconds(text) for text in texts)
    return max(
        (found for found in seconds if _EARLIEST <= found <= _LATEST), default=_EARLIEST
    )


def _revision(workspace: Workspace, tag: str, owner: str) -> str:
    try:
        catalogue = workspace.catalogue(tag, owner)
    except CatalogueError:
        return ""
    # Gettext writes “2024-07-09 12:20+0200”; the day is enough.
    return catalogue.fields.get("PO-Revision-Date", "").partition(" ")[0] if catalogue else ""


def _seconds(text: str) -> int:
    """The first second of a day in ISO 8601; 0 for what is none."""
    if not _DATE.fullmatch(text):
        return 0
    try:
        return int(datetime.fromisoformat(f"{text}T00:00:00+00:00").timestamp())
    except ValueError:
        return 0
