"""Units + catalogues -> translations, findings, coverage, and a verdict for each edition.

The gate is closed unless everything is there: one missing unit holds the whole edition back.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from pipeline.checks import Check, Said, Subject, Surroundings, Whole, script, structure
from pipeline.checks.places import place
from pipeline.checks.tables import CATALOGUE_CHECKS, CHECKS, SOURCE_CHECKS
from pipeline.errors import shortened
from pipeline.model import (
    Catalogue,
    Entry,
    Finding,
    Language,
    Leaflet,
    Location,
    Outcome,
    SectionCount,
    Severity,
    State,
    Translation,
    Unit,
    Verdict,
)
from pipeline.units import short, source_hash, target_hash

_SHOWN = 3
"""How many missing units a reason names."""


def translations(
    units: Iterable[Unit], catalogue: Catalogue | None, path: str, around: Surroundings
) -> dict[tuple[str, str], Translation]:
    """What the catalogue says for each unit that the language has, by its key."""
    entries = _entries(catalogue)
    found = {}
    for unit in units:
        if not unit.applies_to(around.language.tag):
            continue
        entry = _entry(entries, unit)
        found[unit.key] = Translation(
            unit=unit,
            strings=entry.strings if entry else ("",),
            state=_state(_subject(unit, entry, around)),
            at=entry.string_at if entry else Location(path, 1),
        )
    return found


def _entries(catalogue: Catalogue | None) -> dict[tuple[str, str], Entry]:
    """The live entries; an empty context, which is not the same as none, has no unit."""
    live = catalogue.entries if catalogue else ()
    return {
        entry.key: entry
        for entry in live
        if not entry.obsolete and entry.context != "" and not entry.domain
    }


def _entry(entries: Mapping[tuple[str, str], Entry], unit: Unit) -> Entry | None:
    """The entry of a unit; one with another plural was made for other words."""
    entry = entries.get(unit.key)
    return entry if entry and (entry.plural or "") == unit.msgid_plural else None


def _subject(unit: Unit, entry: Entry | None, around: Surroundings) -> Subject:
    if entry is None:
        return Subject(unit=unit, missing=True, around=around)
    return Subject(
        unit=unit,
        strings=entry.strings,
        fuzzy=entry.fuzzy,
        comments=entry.comments,
        around=around,
    )


def _state(subject: Subject) -> State:
    wanted = subject.around.language.nplurals if subject.unit.msgid_plural else 1
    if subject.missing or len(subject.strings) != wanted:
        return State.UNTRANSLATED
    written = [text for _, text in subject.texts if not structure.is_blank(text)]
    if len(written) < wanted:
        return State.UNTRANSLATED
    if subject.fuzzy:
        return State.FUZZY
    return State.UNTRANSLATED if structure.english_forms(subject) else State.TRANSLATED


Heard = Sequence[tuple[str, Said]]
"""The ids of checks with what they said of a unit."""
Recall = Callable[[Subject, Callable[[], Heard]], Heard]
"""Of a unit, what was said before, or else what it is told when it asks."""


def afresh(subject: Subject, ask: Callable[[], Heard]) -> Heard:
    """What is said now, whatever was said before."""
    return ask()


def findings(
    units: Iterable[Unit],
    catalogue: Catalogue | None,
    path: str,
    around: Surroundings,
    facts: Mapping[str, str],
    recall: Recall = afresh,
) -> Iterator[Finding]:
    """What every check says of one catalogue: first of the whole, then in the file's order."""
    language = around.language
    entries = _entries(catalogue)
    subjects = []
    for unit in units:
        if unit.applies_to(language.tag):
            entry = _entry(entries, unit)
            subjects.append((_subject(unit, entry, around), entry))
    if catalogue:
        whole = Whole(catalogue=catalogue, subjects=subjects, around=around)
        owner = subjects[0][0].unit.owner if subjects else ""
        for general, level in around.asked(CATALOGUE_CHECKS):
            for at, message in general.ask(whole):
                yield _general(general.id, level, at, message, path, language, owner)
    asked = around.asked(CHECKS)
    levels = {check.id: level for check, level in asked}
    by_traits: dict[int, list[Check]] = {}

    def ask(subject: Subject) -> Heard:
        has = subject.traits
        if has not in by_traits:
            by_traits[has] = [
                check for check, _ in asked if not check.where or check.where & has
            ]
        return [(check.id, said) for check in by_traits[has] for said in check.ask(subject)]

    for subject, entry in subjects:
        heard = recall(subject, partial(ask, subject))
        if heard:
            yield from _of_one(subject, entry, path, facts, heard, levels)


def _general(
    check: str,
    severity: Severity,
    at: Location,
    message: str,
    path: str,
    language: Language,
    owner: str,
) -> Finding:
    """What a check says of a whole file."""
    return Finding(
        check=check,
        severity=severity,
        at=at,
        message=message,
        language=language.tag,
        leaflet=owner,
        fingerprint=_fingerprint(check, path, message),
    )


def _of_one(
    subject: Subject,
    entry: Entry | None,
    path: str,
    facts: Mapping[str, str],
    heard: Heard,
    levels: Mapping[str, Severity],
) -> Iterator[Finding]:
    unit, tag = subject.unit, subject.around.language.tag
    source = source_hash(unit, facts)
    target = target_hash(tag, source, subject.strings)
    for check, said in heard:
        line, column = place(entry, said.form, said.offset) if entry else (1, 1)
        yield Finding(
            check=check,
            severity=levels[check],
            at=Location(path, line),
            column=column,
            message=said.message,
            language=tag,
            leaflet=unit.owner,
            context=unit.msgctxt,
            msgid=unit.msgid,
            unit=short(source),
            fingerprint=_fingerprint(check, source, target, said.message),
        )


def source_findings(
    units: Iterable[Unit], around: Surroundings, leaflet: Leaflet | None = None
) -> Iterator[Finding]:
    """What cannot be printed of the English itself, and what else the checks say of it."""
    if leaflet:
        for check, level in around.asked(SOURCE_CHECKS):
            for at, message in check.ask(leaflet):
                yield _general(
                    check.id, level, at, message, at.path, around.language, leaflet.id
                )
    for unit in units:
        yield from undrawn(unit.msgid, unit.places[0], around, unit.owner, unit)


def undrawn(
    text: str, at: Location, around: Surroundings, leaflet: str, unit: Unit | None = None
) -> Iterator[Finding]:
    """What cannot be printed of a text that stands in no catalogue, or is a unit's English."""
    check = script.can_be_drawn
    context, msgid = (unit.msgctxt, unit.msgid) if unit else ("", "")
    for message in script.no_font(text, around):
        yield Finding(
            check=check.id,
            severity=check.severity,
            at=at,
            message=message,
            language=around.language.tag,
            leaflet=leaflet,
            context=context,
            msgid=msgid,
            fingerprint=_fingerprint(check.id, at.path, context, text, message),
        )


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def judge(
    leaflet: str,
    language: Language,
    sections: Sequence[tuple[str, Sequence[Translation]]],
    found: Sequence[Finding],
    *,
    machine: bool,
    broken: Sequence[str] = (),
    unread: Collection[str] = (),
) -> Verdict:
    """The verdict on one edition: its sections' translations, and what the checks said.

    `broken` says which of its files could not be read; of the units of those owners, named in
    `unread`, no more is said. Nobody can have signed anything yet, so
    what is complete is a draft.
    """
    reasons = list(broken)
    for name, members in sections:
        known = [member for member in members if member.unit.owner not in unread]
        reasons.extend(_missing(language, name, known))
    counted = tuple(_count(name, members) for name, members in sections)
    errors = [
        finding
        for finding in found
        if finding.severity is Severity.ERROR
        and finding.check not in ("untranslated", "blank")
    ]
    if errors:
        first = errors[0]
        more = f", and {len(errors) - 1} more: run `polyleaf check`" if len(errors) > 1 else ""
        reasons.append(f"{first.at}: {first.message} [{first.check}]{more}")
    return Verdict(
        leaflet=leaflet,
        language=language,
        outcome=Outcome.HELD if reasons else Outcome.DRAFT,
        sections=counted,
        findings=tuple(found),
        reasons=tuple(reasons),
        machine=machine,
    )


def _count(name: str, members: Sequence[Translation]) -> SectionCount:
    states = Counter(member.state for member in members)
    return SectionCount(
        id=name,
        translated=states[State.TRANSLATED],
        fuzzy=states[State.FUZZY],
        untranslated=states[State.UNTRANSLATED],
    )


def _missing(language: Language, name: str, members: Sequence[Translation]) -> Iterator[str]:
    missing = [member for member in members if member.state is not State.TRANSLATED]
    if not missing:
        return
    fuzzy = sum(member.state is State.FUZZY for member in missing)
    said = f"{len(missing)} of {len(members)} units are not translated"
    said += f" ({fuzzy} of them fuzzy)" if fuzzy else ""
    shown = "; ".join(
        f"“{shortened(member.unit.msgid, 50)}” {member.at}" for member in missing[:_SHOWN]
    )
    more = f"; and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    where = f"{missing[0].at}: {language.name} ({language.tag}), section {name}"
    yield f"{where}: {said}: {shown}{more}"
