"""A project's folder -> everything that was read from it, and a verdict on every edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import gate, languages, po
from pipeline import project as projects
from pipeline.build.letters import undrawable
from pipeline.build.surroundings import require_firm, surroundings
from pipeline.checks import Surroundings, tables
from pipeline.errors import (
    CatalogueError,
    PolyleafError,
    SourceError,
    each,
)
from pipeline.languages import SOURCE
from pipeline.model import (
    Catalogue,
    Finding,
    Language,
    Leaflet,
    Outcome,
    State,
    Translation,
    Unit,
    Verdict,
)
from pipeline.project import Project
from pipeline.render import interface
from pipeline.signoff import waivers
from pipeline.source import Sources, load_sources
from pipeline.units import extract, places

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One leaflet in one language: the verdict, and what an edition is made of."""

    leaflet: Leaflet
    language: Language
    verdict: Verdict
    translations: dict[Key, Translation] = field(default_factory=dict)
    phrases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    digests: tuple[str, ...] = ()
    """sha256 of each catalogue that it is made from."""


class Workspace:
    """What was read of a project; catalogues are read once, when they are first asked for.

    `errors` gathers what could not be read, in the order in which it was met.
    """

    def __init__(self, root: Path) -> None:
        self._broken: dict[str, PolyleafError] = {}
        """What is wrong with each glossary that cannot be read."""
        self.project: Project = projects.load(
            root, self._broken, [check.id for check in tables.every()]
        )
        require_firm(self.project)
        self.sources: Sources = load_sources(
            root, facts=set(self.project.facts), links=set(self.project.links)
        )
        self.errors: list[PolyleafError] = [*self._broken.values(), *self.sources.errors]
        self.units: dict[str, tuple[Unit, ...]] = {interface.ID: interface.units()}
        for leaflet in self.sources.all:
            try:
                self.units[leaflet.id] = extract(leaflet)
            except PolyleafError as error:
                self.errors.append(error)
        self._catalogues: dict[tuple[str, str], Catalogue | CatalogueError | None] = {}
        self._around: dict[str, Surroundings] = {}
        self._findings: dict[tuple[str, str], tuple[Finding, ...]] = {}

    @property
    def leaflets(self) -> tuple[Leaflet, ...]:
        """Those whose every unit could be read."""
        return tuple(
            leaflet
            for leaflet in self.sources.leaflets
            if all(owner in self.units for owner in owners(leaflet))
        )

    def languages(self) -> tuple[Language, ...]:
        """The source language, then every language with a folder, in the registry's order."""
        return tuple(map(languages.find, (SOURCE, *self.project.targets)))

    def title(self, owner: str) -> str:
        """What the header of a catalogue calls a leaflet, a fragment or the interface."""
        return next((leaf.title for leaf in self.sources.all if leaf.id == owner), owner)

    def shown(self, path: Path) -> str:
        """A path as messages name it."""
        return path.relative_to(self.project.root).as_posix()

    def catalogue(self, tag: str, owner: str) -> Catalogue | None:
        """A language's catalogue of a leaflet, a fragment or the interface; None if missing.

        Raises CatalogueError, each time; `errors` has it once.
        """
        if (tag, owner) not in self._catalogues:
            path = self.project.catalogue(tag, owner)
            try:
                self._catalogues[tag, owner] = po.read_catalogue(path, self.shown(path))
            except CatalogueError as error:
                self.errors.append(error)
                self._catalogues[tag, owner] = error
        found = self._catalogues[tag, owner]
        if isinstance(found, CatalogueError):
            raise found
        return found

    def around(self, language: Language) -> Surroundings:
        """What checks need to know of a language."""
        if language.tag not in self._around:
            self._around[language.tag] = surroundings(self.project, language)
        return self._around[language.tag]

    def findings(
        self, language: Language, owner: str, recall: gate.Recall = gate.afresh
    ) -> tuple[Finding, ...]:
        """What the checks say of one catalogue, which are asked once for all leaflets.

        Raises CatalogueError for one that cannot be read.
        """
        key = language.tag, owner
        if key not in self._findings:
            said, waived = self._said(language, owner, recall), self._waived(*key)
            self._findings[key] = tuple(waivers.applied(said, waived, tables.FIRM))
        return self._findings[key]

    def note(self, error: PolyleafError) -> None:
        """Put an error among the others, once."""
        if str(error) not in map(str, self.errors):
            self.errors.append(error)

    def _waived(self, tag: str, owner: str) -> dict[str, waivers.Record]:
        """What people accepted; nothing where a file of theirs cannot be read."""
        folder = waivers.folder_of(self.project.root, tag, owner)
        try:
            return waivers.in_force(waivers.read(folder, self.project.root))
        except SourceError as error:
            self.note(error)
            return {}

    def _said(self, language: Language, owner: str, recall: gate.Recall) -> Iterator[Finding]:
        around = self.around(language)
        if language.tag == SOURCE:
            if owner != interface.ID:
                leaflet = next(leaf for leaf in self.sources.all if leaf.id == owner)
                yield from gate.source_findings(self.units[owner], around, leaflet)
            return
        catalogue = self.catalogue(language.tag, owner)
        path = self.shown(self.project.catalogue(language.tag, owner))
        facts = self.project.fact_values(SOURCE)
        yield from gate.findings(self.units[owner], catalogue, path, around, facts, recall)

    def judge(self, leaflet: Leaflet, language: Language) -> Judged:
        """The verdict on a leaflet in a language; an unreadable catalogue holds it."""
        try:
            around = self.around(language)
            if language.tag in self._broken:
                raise self._broken[language.tag]
        except PolyleafError as error:
            self.note(error)
            return self._held(leaflet, language, str(error))
        if language.tag == SOURCE:
            return self._english(leaflet, around)
        found: list[Finding] = []
        broken: list[str] = []
        unread: set[str] = set()
        digests: list[str] = []
        machine = False
        by_key: dict[Key, Translation] = {}
        phrases: tuple[Translation, ...] = ()
        for owner in (*owners(leaflet), interface.ID):
            path = self.shown(self.project.catalogue(language.tag, owner))
            try:
                catalogue = self.catalogue(language.tag, owner)
                found.extend(self.findings(language, owner))
            except CatalogueError as error:
                broken.append(str(error).replace("\n   ", ";"))
                unread.add(owner)
                catalogue = None
            else:
                if catalogue is None:
                    broken.append(f"{path}:1: there is no catalogue; run `polyleaf update`")
            if catalogue:
                digests.append(catalogue.digest)
                machine |= catalogue.fields.get("X-Translation-Provenance") != "human"
            members = gate.translations(self.units[owner], catalogue, path, around)
            if owner == interface.ID:
                phrases = tuple(members.values())
            else:
                by_key |= members
        found.extend(undrawable(self.project, leaflet, around))
        sections = [*_sections(leaflet, by_key, language.tag), (interface.ID, phrases)]
        verdict = gate.judge(
            leaflet.id,
            language,
            sections,
            found,
            machine=machine,
            broken=broken,
            unread=unread,
        )
        return Judged(
            leaflet=leaflet,
            language=language,
            verdict=verdict,
            translations=by_key,
            phrases={item.unit.msgid: item.strings for item in phrases},
            digests=tuple(digests),
        )

    def _english(self, leaflet: Leaflet, around: Surroundings) -> Judged:
        """The source itself, taken for its own translation."""
        tag = around.language.tag
        by_key = {
            unit.key: Translation(
                unit=unit, strings=(unit.msgid,), state=State.TRANSLATED, at=unit.places[0]
            )
            for owner in owners(leaflet)
            for unit in self.units[owner]
            if unit.applies_to(tag)
        }
        sections = _sections(leaflet, by_key, tag)
        found = [
            finding
            for owner in owners(leaflet)
            for finding in self.findings(around.language, owner)
        ]
        found.extend(undrawable(self.project, leaflet, around))
        verdict = gate.judge(leaflet.id, around.language, sections, found, machine=False)
        return Judged(
            leaflet=leaflet, language=around.language, verdict=verdict, translations=by_key
        )

    def _held(self, leaflet: Leaflet, language: Language, reason: str) -> Judged:
        reason = reason.replace("\n   ", ";")
        verdict = Verdict(
            leaflet=leaflet.id, language=language, outcome=Outcome.HELD, reasons=(reason,)
        )
        return Judged(leaflet=leaflet, language=language, verdict=verdict)

    def unreadable(self) -> Iterator[Verdict]:
        """A verdict in every language for each leaflet whose source could not be read."""
        whole = {leaflet.id for leaflet in self.leaflets}
        for path in sorted((self.project.root / "source").glob("*/leaflet.md")):
            name = path.parent.name
            if name in whole:
                continue
            folder = f"source/{name}/"
            errors = [part for error in self.errors for part in each(error)]
            own = [error for error in errors if error.at and error.at.path.startswith(folder)]
            reasons = [str(error).replace("\n   ", ";") for error in own or errors]
            for language in self.languages():
                yield Verdict(
                    leaflet=name,
                    language=language,
                    outcome=Outcome.HELD,
                    reasons=tuple(reasons),
                )


def owners(leaflet: Leaflet) -> tuple[str, ...]:
    """The leaflet and the fragments in it: each has a catalogue of its own."""
    return tuple(dict.fromkeys((leaflet.id, *(part.owner for part in leaflet.sections))))


def _sections(
    leaflet: Leaflet, by_key: dict[Key, Translation], tag: str
) -> list[tuple[str, tuple[Translation, ...]]]:
    found: dict[str, dict[Key, Translation]] = {part.id: {} for part in leaflet.sections}
    for place in places(leaflet):
        if tag in place.readers:
            found[place.section.id][place.key] = by_key[place.key]
    return [(name, tuple(members.values())) for name, members in found.items() if members]
