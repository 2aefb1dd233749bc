"""A project and a language -> what its checks need to know from outside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import combinations

from pipeline import fonts, languages
from pipeline.build.spelling import speller
from pipeline.checks import Rendering, Surroundings
from pipeline.checks.lexicon import Lexicon
from pipeline.checks.tables import FIRM
from pipeline.english import Opposites
from pipeline.errors import ProjectError
from pipeline.languages import SOURCE, plurals
from pipeline.languages.vocabulary import words
from pipeline.model import Language, Location, Severity
from pipeline.project import Glossary, Project


def surroundings(project: Project, language: Language) -> Surroundings:
    """What checks need to know of a language in a project.

    Raises ProjectError for a language whose font is not there.
    """
    glossary = project.glossaries.get(language.tag)
    terms = _renderings(glossary) if glossary else ()
    rule = plurals.forms(language.plural_forms)
    lone = {form for form in range(language.nplurals) if rule.count(form) == 1}
    own = (*_own_words(glossary),) if glossary else ()
    found = speller(language.posix, own) if language.tag != SOURCE else None
    return Surroundings(
        language=language,
        misspelt=found.misspelt if found else None,
        keep=glossary.keep if glossary else (),
        levels=_levels(project, language.tag),
        terms=terms,
        opposed=_opposed(terms, project.opposites),
        lexicon=lexicon(language.tag),
        english=lexicon(SOURCE),
        alphabet=languages.alphabet(language.tag),
        foreign=languages.foreign_letters(language.tag),
        lone_forms=frozenset(lone),
        uncovered=partial(fonts.uncovered, stack=fonts.stack(language)),
        plural_problem=partial(plurals.problem, language=language),
    )


def _levels(project: Project, tag: str) -> dict[str, Severity | None]:
    """What the settings say of each check in a language."""
    found: dict[str, Severity | None] = {}
    for name, said in project.settings.checks.items():
        level = said if isinstance(said, str) else said.get(tag)
        if level:
            found[name] = None if level == "off" else Severity(level)
    return found


def require_firm(project: Project) -> None:
    """Raise ProjectError where the settings let a check weigh less that has to hold."""
    for name, said in project.settings.checks.items():
        levels = {said} if isinstance(said, str) else set(said.values())
        if name in FIRM and levels - {"error"}:
            raise ProjectError(
                f"checks.{name}: what this check says always holds an edition",
                Location("pyproject.toml", 1),
                hint="take the setting away",
            )


def _own_words(glossary: Glossary) -> Iterator[str]:
    yield from glossary.keep
    for term in glossary.term:
        yield from (word for word in (term.required, *term.allowed) if "*" not in word)


@cache
def lexicon(tag: str) -> Lexicon:
    """The words by which checks read a language, once for a whole run."""
    return Lexicon(words(tag))


def _opposed(
    terms: tuple[Rendering, ...], opposites: Opposites
) -> tuple[tuple[Rendering, Rendering], ...]:
    """The pairs of a glossary's terms that mean opposite things in English."""
    by_name = {term.english: term for term in terms}
    pairs = _opposed_names(tuple(by_name), opposites)
    return tuple((by_name[one], by_name[other]) for one, other in pairs)


@cache
def _opposed_names(
    names: tuple[str, ...], opposites: Opposites
) -> tuple[tuple[str, str], ...]:
    """Their names, once for all languages, whose glossaries have the same terms."""
    pairs = combinations(names, 2)
    return tuple(pair for pair in pairs if opposites.opposed(*pair))


def _renderings(glossary: Glossary) -> tuple[Rendering, ...]:
    """A glossary's terms as checks take them."""
    return tuple(
        Rendering(term.english, term.required, term.allowed, term.forbidden)
        for term in glossary.term
    )
