"""`pyproject.toml [tool.polyleaf]`, facts, links, glossaries -> Project.

Every mistake of these files is listed at once, with its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from pipeline import languages
from pipeline.english import KNOWN, Opposites
from pipeline.errors import Mistakes, PolyleafError, ProjectError, raise_all
from pipeline.model import Language, Location
from pipeline.project import tables, toml
from pipeline.project.tables import Fact, Glossary, Link, Settings, Term
from pipeline.project.toml import Keys, TomlFile

__all__ = ["Fact", "Glossary", "Link", "Project", "Settings", "Term", "find_root", "load"]

TEMPLATES = "templates"
"""The folder in `locales/` that is no language."""

_PLAINER = {
    "dict_type": "this should be a table",
    "extra_forbidden": "nothing of this name is known here",
    "missing": "this is required",
    "model_type": "this should be a table",
    "string_type": "this should be a string, in quotes",
    "tuple_type": "this should be a list, in square brackets",
}
"""Words for those mistakes that pydantic tells in words of Python."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """All that holds for every leaflet."""

    root: Path
    settings: Settings
    opposites: Opposites = KNOWN
    """Words that may not be taken for each other, the project's own among them."""
    facts: Mapping[str, Fact]
    links: Mapping[str, Link]
    glossaries: Mapping[str, Glossary]
    """By language tag."""
    targets: tuple[str, ...]
    """The tags of the languages that have a folder in `locales/`, in the registry's order."""

    def fact_values(self, tag: str) -> dict[str, str]:
        """Every fact as readers of a language get it."""
        return {name: fact.for_language(tag) for name, fact in self.facts.items()}

    def catalogue(self, tag: str, leaflet: str) -> Path:
        """Where a translation stands."""
        return self.root / "locales" / languages.find(tag).posix / f"{leaflet}.po"

    def template(self, leaflet: str) -> Path:
        """Where a template stands."""
        return self.root / "locales" / TEMPLATES / f"{leaflet}.pot"


def load(
    root: Path,
    broken: dict[str, PolyleafError] | None = None,
    checks: Collection[str] | None = None,
) -> Project:
    """Read the project's own files, and raise every mistake in them at once.

    A glossary is one language's file: with `broken`, its mistakes are put there by the tag
    instead, so that the other languages can go on. `checks` are the names of those that
    settings may be about.
    """
    if not (root / "source").is_dir():
        raise ProjectError(
            "there is no source/ folder here",
            hint="run polyleaf in the project's folder, or name it with --root",
        )
    reader = _Reader(root, [], checks)
    targets = _targets(root, reader.errors)
    glossaries = {}
    for tag in targets:
        path = f"locales/{languages.find(tag).posix}/terms.toml"
        if not (root / path).exists():
            continue
        own = _Reader(root, [] if broken is not None else reader.errors)
        glossaries[tag] = own.read(path, tables.GLOSSARY)
        if broken is not None and own.errors:
            broken[tag] = Mistakes(own.errors)
    settings = reader.read("pyproject.toml", tables.SETTINGS, below=("tool", "polyleaf"))
    facts = reader.read("source/facts.toml", tables.FACTS)
    links = reader.read("source/links.toml", tables.LINKS)
    if reader.errors:
        raise_all([*(broken or {}).values(), *reader.errors])
    settings = settings or Settings()
    return Project(
        root=root,
        settings=settings,
        opposites=Opposites(settings.opposites),
        facts=facts or {},
        links=links or {},
        glossaries={tag: glossary for tag, glossary in glossaries.items() if glossary},
        targets=targets,
    )


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that has a `source/`; `start` if none has."""
    for folder in (start, *start.parents):
        if (folder / "source").is_dir() and (folder / "locales").is_dir():
            return folder
    return start


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the files of a project, and gathers their mistakes."""

    root: Path
    errors: list[PolyleafError]
    checks: Collection[str] | None = None

    def read(self, path: str, kind: TypeAdapter[_T], *, below: Keys = ()) -> _T | None:
        """What a file says; None if it has mistakes."""
        try:
            file = toml.read(self.root, path)
        except ProjectError as error:
            self.errors.append(error)
            return None
        try:
            return kind.validate_python(
                _inner(file.table, below), context={"checks": self.checks}
            )
        except ValidationError as mistakes:
            self.errors.extend(_told(file, below, mistakes.errors(include_url=False)))
            return None


def _inner(table: Any, below: Keys) -> Any:
    for key in below:
        if not isinstance(table, dict):
            break  # and what stands here instead of a table is refused as such
        table = table.get(key, {})
    return table


def _told(
    file: TomlFile, below: Keys, mistakes: Iterable[ErrorDetails]
) -> Iterable[ProjectError]:
    lines = file.lines()
    for mistake in mistakes:
        keys = mistake["loc"]
        if keys[-1:] == ("[key]",):
            keys = keys[:-1]
        shown = (str(key + 1) if isinstance(key, int) else key for key in keys or below)
        said = _PLAINER.get(mistake["type"], mistake["msg"])
        yield ProjectError(
            f"{'.'.join(map(str, shown)) or 'the table'}: {said[:1].lower()}{said[1:]}",
            Location(file.path, toml.nearest(lines, (*below, *keys))),
            hint=mistake.get("ctx", {}).get("hint", ""),
        )


def _targets(root: Path, errors: list[PolyleafError]) -> tuple[str, ...]:
    found = set()
    folder = root / "locales"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.is_dir() or path.name == TEMPLATES or path.name.startswith("."):
            continue
        try:
            found.add(_target(path.name).tag)
        except ProjectError as error:
            errors.append(error)
    return tuple(tag for tag in languages.registry() if tag in found)


def _target(folder: str) -> Language:
    at = Location(f"locales/{folder}", 1)
    language = languages.find(folder, at)
    if language.tag == languages.SOURCE:
        raise ProjectError(
            "English is the source, and has no catalogue", at, hint="move the folder away"
        )
    if folder != language.posix:
        raise ProjectError(f"the folder should be named locales/{language.posix}", at)
    return language
