"""Judged translations -> finished editions in the output folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from pipeline import edition as editions
from pipeline import languages
from pipeline.build.assembly import make_edition, timestamp
from pipeline.build.selection import narrowed
from pipeline.build.workspace import Judged, Workspace
from pipeline.errors import PolyleafError, ProjectError, RenderError
from pipeline.languages import SOURCE
from pipeline.model import (
    Artifact,
    Edition,
    Leaflet,
    Outcome,
    Verdict,
)
from pipeline.publish import Publisher
from pipeline.render.html import HtmlRenderer, IndexRow, font_files
from pipeline.render.pdf import PdfRenderer

Key = tuple[str, str]
"""An edition: its leaflet's id and its language's tag."""

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

    With `tags` or `leaflets`, editions that stand whole in the output stay as they are, unless
    their menus would name one that comes or goes.
    """
    _check_place(workspace.project.root, output)
    stamp = timestamp(workspace)
    publisher = Publisher(output)
    chosen = {(leaf.id, lang.tag) for leaf, lang in narrowed(workspace, tags, leaflets)}
    if publisher.unreadable:
        chosen = {(leaf.id, lang.tag) for leaf, lang in narrowed(workspace, (), ())}
    job = _Job(workspace, publisher, chosen, executor, stamp)
    groups: Iterator[object] = iter(workspace.leaflets)
    for leaflet in progress(groups, len(workspace.leaflets)) if progress else groups:
        assert isinstance(leaflet, Leaflet)
        job.leaflet(leaflet)
    unreadable = () if leaflets else tuple(workspace.unreadable())
    verdicts = (*job.verdicts, *workspace.unreadable())
    shown = [verdict.language for verdict in verdicts if verdict.outcome is not Outcome.HELD]
    for font in font_files([languages.find(SOURCE), *shown]):
        publisher.put(font)
    publisher.put(_index(workspace, verdicts))
    own = {
        f"{tag}/{verdict.leaflet}.{suffix}"
        for verdict in verdicts
        for tag in languages.registry()
        for suffix in ("html", "pdf")
    }
    files = publisher.finish(job.kept, own)
    about = chosen | publisher.before  # what was there and is held now is told too
    told = [v for v in job.verdicts if (v.leaflet, v.language.tag) in about]
    return Built(
        verdicts=(*told, *unreadable),
        errors=(*workspace.errors, *job.errors),
        files=files,
    )


class _Job:
    """A build while it goes from leaflet to leaflet."""

    def __init__(
        self,
        workspace: Workspace,
        publisher: Publisher,
        chosen: set[Key],
        executor: Executor | None,
        stamp: int,
    ) -> None:
        self.workspace, self.publisher, self.chosen = workspace, publisher, chosen
        self.executor, self.stamp = executor, stamp
        self.errors: list[PolyleafError] = []
        self.verdicts: list[Verdict] = []
        self.kept: set[Key] = set()
        """Editions that stay in the output as they stand."""

    def leaflet(self, leaflet: Leaflet) -> None:
        """Build one leaflet's editions; what an engine refuses goes into no menu."""
        judged = [
            self.workspace.judge(leaflet, language) for language in self.workspace.languages()
        ]
        keys = {id(item): (leaflet.id, item.language.tag) for item in judged}
        before = {key for key in self.publisher.before if key[0] == leaflet.id and key[1]}
        whole = {key for key in before if self.publisher.is_whole(key)}
        members = [
            item
            for item in judged
            if item.verdict.outcome is not Outcome.HELD
            and (keys[id(item)] in self.chosen or keys[id(item)] in before)
        ]
        failed: dict[int, str] = {}
        results: list[tuple[Judged, Edition, Result]] = []
        while True:
            same = {keys[id(item)] for item in members} == before
            todo = [
                item
                for item in members
                if not same or keys[id(item)] in self.chosen or keys[id(item)] not in whole
            ]
            made = [make_edition(self.workspace, item, members) for item in todo]
            run = self.executor.map if self.executor else map
            done = run(render, [(edition, self.stamp) for edition in made])
            results = list(zip(todo, made, done, strict=True))
            refused = [(item, r) for item, _, r in results if isinstance(r, PolyleafError)]
            if not refused:
                break
            for item, error in refused:
                self.errors.append(error)
                failed[id(item)] = str(error).replace("\n   ", ";")
            members = [item for item in members if id(item) not in failed]
        for item, edition, result in results:
            assert isinstance(result, tuple)
            for artifact in _artifacts(self.workspace, item, edition, result):
                self.publisher.put(artifact)
        rendered = {keys[id(item)] for item, _, _ in results}
        present = {keys[id(item)] for item in members}
        self.kept |= present - rendered
        for item in judged:
            reason = failed.get(id(item))
            if reason is None and keys[id(item)] not in self.chosen | present:
                reason = "it is not built yet: run `polyleaf build`"
            self.verdicts.append(_verdict(item, reason))


def _check_place(root: Path, output: Path) -> None:
    """Refuse a folder where a build would stand among the project's own files."""
    place, own = output.resolve(), root.resolve()
    inside = any(
        place.is_relative_to(own / name) for name in ("source", "locales", "pipeline")
    )
    if inside or own.is_relative_to(place):
        raise ProjectError(
            f"{output} holds the project's own files",
            hint="name an empty folder, or one that an earlier build made",
        )


@cache
def _renderers(stamp: int) -> tuple[HtmlRenderer, PdfRenderer]:
    return HtmlRenderer(), PdfRenderer(stamp)


def has_rendered() -> bool:
    """Whether this process has set an edition itself."""
    return _renderers.cache_info().currsize > 0


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
        yield Artifact(path=f"assets/{name}", content=content, leaflet=item.leaflet.id)


def _verdict(item: Judged, failure: str | None) -> Verdict:
    if failure is None or item.verdict.outcome is Outcome.HELD:
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
