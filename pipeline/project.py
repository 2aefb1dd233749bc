"""`pyproject.toml [tool.polyleaf]`, facts, links, glossaries -> Project.

Every mistake of these files is listed at once, with its place.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipeline import languages
from pipeline.errors import PolyleafError, ProjectError, raise_all
from pipeline.model import Language, Location

TEMPLATES = "templates"
"""The folder in `locales/` that is no language."""

_NAME = r"[a-z0-9][a-z0-9-]{0,63}"
_Name = Annotated[str, StringConstraints(pattern=rf"^{_NAME}$")]
_Line = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\n\r]+$")]
# No other scheme has a place here: javascript: and data: would run in the reader's page.
_Url = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/]+\S*|mailto:\S+@\S+)$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Strict):
    """A value that stands in the words as `{name}`: a helpline, an address, a number."""

    value: _Line
    kind: Literal["text", "phone", "email"] = "text"
    languages: dict[str, _Line] = Field(default_factory=dict)
    """Other values, by language tag."""

    def for_language(self, tag: str) -> str:
        """The value that readers of a language get."""
        return self.languages.get(tag, self.value)


class Link(_Strict):
    """A target that stands in the words as `[text][name]`."""

    url: _Url
    languages: dict[str, _Url] = Field(default_factory=dict)
    """Translated pages, by language tag."""

    def for_language(self, tag: str) -> str:
        """The page that readers of a language are sent to."""
        return self.languages.get(tag, self.url)


class Term(_Strict):
    """One English term and its renderings."""

    english: _Line
    required: _Line
    allowed: tuple[_Line, ...] = ()
    forbidden: tuple[_Line, ...] = ()
    note: str = ""


class Glossary(_Strict):
    """`locales/<lang>/terms.toml`."""

    provenance: Literal["machine", "human"]
    style: str = ""
    keep: tuple[_Line, ...] = ()
    """Names that stay as they are in English."""
    term: tuple[Term, ...] = ()


class Settings(_Strict):
    """`[tool.polyleaf]`."""

    base_url: str = Field(default="", alias="base-url", pattern=r"^(https?://\S+/)?$")
    """Where the output will stand, for `hreflang`; without it, alternates are relative."""


class Project(_Strict):
    """All that holds for every leaflet."""

    root: Path
    settings: Settings
    facts: dict[_Name, Fact]
    links: dict[_Name, Link]
    glossaries: dict[str, Glossary]
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


def load(root: Path) -> Project:
    """Read the project's own files, and raise every mistake in them at once."""
    if not (root / "source").is_dir():
        raise ProjectError(
            "there is no source/ folder here",
            hint="run polyleaf in the project's folder, or name it with --root",
        )
    errors: list[PolyleafError] = []
    targets, glossaries = _targets(root, errors)
    pyproject = _toml(root, "pyproject.toml", errors).get("tool", {}).get("polyleaf", {})
    facts = _toml(root, "source/facts.toml", errors)
    links = _toml(root, "source/links.toml", errors)
    for path, table in (("source/facts.toml", facts), ("source/links.toml", links)):
        for row in table.values():
            for tag in row.get("languages", ()) if isinstance(row, dict) else ():
                _known(str(tag), _place(root, path, ("languages", str(tag))), errors)
    values: dict[str, Any] = {
        "settings": ("pyproject.toml", pyproject),
        "facts": ("source/facts.toml", facts),
        "links": ("source/links.toml", links),
    }
    try:
        project = Project(
            root=root,
            targets=targets,
            glossaries={tag: table for tag, (_, table) in glossaries.items()},
            **{name: table for name, (_, table) in values.items()},
        )
    except ValidationError as mistakes:
        for mistake in mistakes.errors():
            where = tuple(str(part) for part in mistake["loc"])
            path, keys = (
                (values[where[0]][0], where[1:])
                if where[0] in values
                else (glossaries[where[1]][0], where[2:])
            )
            errors.append(
                ProjectError(
                    f"{'.'.join(keys) or 'the table'}: {mistake['msg'].lower()}",
                    _place(root, path, keys),
                )
            )
    raise_all(errors)
    return project


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that has a `source/`; `start` if none has."""
    for folder in (start, *start.parents):
        if (folder / "source").is_dir() and (folder / "locales").is_dir():
            return folder
    return start


def _targets(
    root: Path, errors: list[PolyleafError]
) -> tuple[tuple[str, ...], dict[str, tuple[str, Any]]]:
    found: dict[str, Language] = {}
    glossaries: dict[str, tuple[str, Any]] = {}
    folder = root / "locales"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not path.is_dir() or path.name == TEMPLATES or path.name.startswith("."):
            continue
        language = _known(path.name, Location(f"locales/{path.name}", 1), errors)
        if language is None:
            continue
        if language.tag == languages.SOURCE:
            errors.append(
                ProjectError(
                    f"locales/{path.name}: English is the source, and has no catalogue",
                    hint="move the folder away",
                )
            )
            continue
        if path.name != language.posix:
            errors.append(
                ProjectError(
                    f"the folder locales/{path.name} should be named locales/{language.posix}"
                )
            )
            continue
        found[language.tag] = language
        terms = f"locales/{path.name}/terms.toml"
        if (root / terms).exists():
            glossaries[language.tag] = (terms, _toml(root, terms, errors))
    order = [tag for tag in languages.registry() if tag in found]
    return tuple(order), glossaries


def _known(name: str, at: Location, errors: list[PolyleafError]) -> Language | None:
    try:
        return languages.find(name, at)
    except ProjectError as error:
        errors.append(error)
        return None


def _toml(root: Path, path: str, errors: list[PolyleafError]) -> dict[str, Any]:
    try:
        return tomllib.loads((root / path).read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        errors.append(ProjectError("the file is not UTF-8", Location(path, 1)))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = Location(path, int(line[1]) if line else 1)
        errors.append(ProjectError(str(error).partition(" (at")[0].lower(), place))
    except OSError as error:
        errors.append(ProjectError(f"cannot be read: {error.strerror}", Location(path, 1)))
    return {}


def _place(root: Path, path: str, keys: tuple[str, ...]) -> Location:
    """The line of a key: the first that names it, below those that name the keys before."""
    line = 1
    try:
        lines = (root / path).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return Location(path, line)
    for key in keys:
        named = re.compile(r"(^|[\s.\[\"'])" + re.escape(key) + r"([\"'\s.\]=]|$)")
        for number, text in enumerate(lines[line - 1 :], start=line):
            if named.search(text):
                line = number
                break
    return Location(path, line)
