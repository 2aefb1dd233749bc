"""Checks of what a file says of itself."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks import INFO, WARNING, Whole, catalogue_check
from pipeline.model import Location

_SHOWN = 3


@catalogue_check("language", "process")
def has_its_language(whole: Whole) -> Iterator[tuple[Location, str]]:
    """Is this the file of the language in whose folder it stands?

    A file saved into the wrong folder would reach readers who cannot read it.
    """
    catalogue, around = whole.catalogue, whole.around
    found = catalogue.fields.get("Language", "")
    if found.replace("_", "-").lower() != around.language.tag.lower():
        said = f"says “Language: {found}”" if found else "names no Language"
        yield (
            catalogue.header.at,
            f"the header {said}, where {around.language.posix} should be",
        )


@catalogue_check("stale", "process", WARNING)
def is_of_today(whole: Whole) -> Iterator[tuple[Location, str]]:
    """Are all of the file's entries still in the English?

    What translators see in a file that was not updated, they may translate for nothing.
    """
    known = {entry.key for _, entry in whole.subjects if entry}
    old = [
        entry
        for entry in whole.catalogue.entries
        if not entry.obsolete and not entry.domain and entry.key not in known
    ]
    if old:
        shown = ", ".join(f"“{entry.id[:40]}”" for entry in old[:_SHOWN])
        more = f" and {len(old) - _SHOWN} more" if len(old) > _SHOWN else ""
        yield old[0].at, f"{shown}{more} no longer in the English; run `polyleaf update`"


@catalogue_check("provenance", "process", INFO)
def says_who_made_it(whole: Whole) -> Iterator[tuple[Location, str]]:
    """Does the file say whether a person or a machine made it?

    Without that it counts as a machine's draft, and is never released.
    """
    said = whole.catalogue.fields.get("X-Translation-Provenance", "")
    if said not in ("human", "machine"):
        has = f"says “X-Translation-Provenance: {said}”" if said else "has no provenance"
        yield (
            whole.catalogue.header.at,
            f"the header {has}; write X-Translation-Provenance: human or machine",
        )
