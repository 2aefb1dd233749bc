"""Judged translations -> finished editions in the output folder."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path

from pipeline import edition as editions
from pipeline import languages
from pipeline.build.workspace import Judged, Workspace, narrowed
from pipeline.errors import PolyleafError, RenderError
from pipeline.languages import SOURCE
from pipeline.model import (
    Artifact,
    Block,
    Edition,
    Language,
    Leaflet,
    Outcome,
    Verdict,
)
from pipeline.publish import Publisher
from pipeline.render.html import HtmlRenderer, IndexRow, font_files
from pipeline.render.pdf import PdfRenderer

_SHOWN_META = ("code", "version", "produced", "reviewed", "next-review", "publisher")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_EARLIEST = 946684800
"""2000-01-01, for input that names no date at all."""

Result = tuple[bytes, bytes] | PolyleafError


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did."""

    verdicts: tuple[Verdict, ...]
    errors: tuple[PolyleafError, ...]
    files: int = 0


def build(
    workspace: Workspace,
    output: Path,
    *,
    tags: Collection[str] = (),
    leaflets: Collection[str] = (),
    executor: Executor | None = None,
    progress: Callable[[Iterator[object], int], Iterator[object]] | None = None,
) -> Built:
    """Render every edition that is not held, and publish them; the manifest comes last.

    With `tags` or `leaflets`, the other editions stay as they stand in the output.
    """
    chosen = {(leaf.id, lang.tag) for leaf, lang in narrowed(workspace, tags, leaflets)}
    judged = [
        workspace.judge(leaflet, language)
        for leaflet in workspace.leaflets
        for language in workspace.languages()
    ]
    ready = [item for item in judged if item.verdict.outcome is not Outcome.HELD]
    wanted = [item for item in ready if (item.leaflet.id, item.language.tag) in chosen]
    made = {id(item): make_edition(workspace, item, ready) for item in wanted}
    stamp = timestamp(workspace, judged)
    errors: list[PolyleafError] = []
    failed: dict[int, str] = {}
    publisher = Publisher(output)
    run = executor.map if executor else map
    jobs = [(made[id(item)], stamp) for item in wanted]
    results: Iterator[object] = iter(run(render, jobs))
    if progress:
        results = progress(results, len(jobs))
    for item, result in zip(wanted, results, strict=True):
        if isinstance(result, PolyleafError):
            errors.append(result)
            failed[id(item)] = str(result).replace("\n   ", ";")
            continue
        assert isinstance(result, tuple)
        for artifact in _artifacts(workspace, item, made[id(item)], result):
            publisher.put(artifact)
    verdicts = tuple(_verdict(item, failed.get(id(item))) for item in judged)
    verdicts += tuple(workspace.unreadable())
    kept = {
        (v.leaflet, v.language.tag)
        for v in verdicts
        if v.outcome is not Outcome.HELD and (v.leaflet, v.language.tag) not in chosen
    }
    shown = [verdict.language for verdict in verdicts if verdict.outcome is not Outcome.HELD]
    for font in font_files([languages.find(SOURCE), *shown]):
        publisher.put(font)
    publisher.put(_index(workspace, verdicts))
    files = publisher.finish(kept)
    return Built(verdicts=verdicts, errors=(*workspace.errors, *errors), files=files)


@cache
def _renderers(stamp: int) -> tuple[HtmlRenderer, PdfRenderer]:
    return HtmlRenderer(), PdfRenderer(stamp)


def render(job: tuple[Edition, int]) -> Result:
    """One edition's page and PDF, or why there is none; runs in a worker."""
    edition, stamp = job
    html, pdf = _renderers(stamp)
    try:
        return html.render(edition), pdf.render(edition)
    except PolyleafError as error:
        return error
    except Exception as error:  # An engine's own fault must not stop the other languages.
        return RenderError(
            f"{edition.leaflet}, {edition.language.name} ({edition.language.tag}): "
            f"{type(error).__name__}: {error}",
            hint="report this: it is a defect",
        )


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


def timestamp(workspace: Workspace, judged: list[Judged]) -> int:
    """The second that PDFs carry: SOURCE_DATE_EPOCH, else the newest date in the input."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    texts = [value for leaflet in workspace.sources.all for _, value in leaflet.meta]
    for item in judged:
        for owner in (item.leaflet.id, "interface"):
            if item.digests and item.language.tag != SOURCE:
                texts.append(_revision(workspace, item.language, owner))
    found = [match.groups() for text in texts for match in _DATE.finditer(text)]
    days = [_seconds(*map(int, parts)) for parts in found]
    return max([_EARLIEST, *days])


def _revision(workspace: Workspace, language: Language, owner: str) -> str:
    try:
        catalogue = workspace.catalogue(language.tag, owner)
    except PolyleafError:
        return ""
    return catalogue.fields.get("PO-Revision-Date", "") if catalogue else ""


def _seconds(year: int, month: int, day: int) -> int:
    try:
        return int(datetime(year, month, day, tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def _artifacts(
    workspace: Workspace, item: Judged, edition: Edition, result: tuple[bytes, bytes]
) -> Iterator[Artifact]:
    source = hashlib.sha256()
    for path in dict.fromkeys(section.at.path for section in item.leaflet.sections):
        source.update((workspace.project.root / path).read_bytes())
    for suffix, content in zip(("html", "pdf"), result, strict=True):
        yield Artifact(
            path=f"{item.language.tag}/{item.leaflet.id}.{suffix}",
            content=content,
            leaflet=item.leaflet.id,
            language=item.language.tag,
            state=item.verdict.outcome.value,
            source=source.hexdigest(),
            catalogue=hashlib.sha256("".join(item.digests).encode()).hexdigest(),
        )
    for name, content in edition.images:
        yield Artifact(path=f"assets/{name}", content=content)


def _verdict(item: Judged, failure: str | None) -> Verdict:
    if failure is None:
        return item.verdict
    return Verdict(
        leaflet=item.leaflet.id,
        language=item.language,
        outcome=Outcome.HELD,
        sections=item.verdict.sections,
        findings=item.verdict.findings,
        reasons=(failure,),
        machine=item.verdict.machine,
    )


def shown_title(workspace: Workspace, leaflet: Leaflet) -> str:
    """The English title as a reader sees it."""
    facts = workspace.project.fact_values(SOURCE)
    return editions.plain(leaflet.title, lambda name: (facts[name], ""))


def _index(workspace: Workspace, verdicts: tuple[Verdict, ...]) -> Artifact:
    known = {leaflet.id: leaflet for leaflet in workspace.leaflets}
    rows = []
    for name, group in groupby(verdicts, key=lambda verdict: verdict.leaflet):
        leaflet = known.get(name)
        meta: Mapping[str, str] = dict(leaflet.meta) if leaflet else {}
        rows.append(
            IndexRow(
                leaflet=name,
                title=shown_title(workspace, leaflet) if leaflet else name,
                publisher=meta.get("publisher", ""),
                verdicts=tuple(group),
            )
        )
    content = HtmlRenderer().render_index(rows)
    return Artifact(path="index.html", content=content)
