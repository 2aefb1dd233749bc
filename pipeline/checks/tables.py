"""All checks, in the tables that the gate runs."""

from __future__ import annotations

from pipeline.checks import (
    CatalogueCheck,
    Check,
    SourceCheck,
    meaning,
    original,
    process,
    safety,
    script,
    structure,
    terms,
    wording,
)

CHECKS: tuple[Check, ...] = (
    safety.same_numbers,
    safety.same_units,
    safety.same_phones,
    safety.same_links,
    safety.same_emails,
    safety.same_dates,
    safety.same_times,
    safety.same_facts,
    meaning.says_not,
    meaning.says_not_as_often,
    meaning.says_usually,
    meaning.says_the_same_side,
    meaning.says_more_for_more,
    structure.has_words,
    structure.is_translated,
    structure.is_inline,
    structure.same_markup,
    structure.no_english_left,
    structure.not_twice,
    structure.nothing_missing,
    structure.ends_like_an_item,
    script.in_its_script,
    script.in_its_alphabet,
    script.no_mixed_words,
    script.no_reordering,
    script.nothing_unseen,
    script.no_presentation_forms,
    script.no_zawgyi,
    script.is_composed,
    script.can_be_drawn,
    script.can_break,
    wording.ends_alike,
    wording.quotes_as_its_language,
    wording.blanks_where_they_belong,
    wording.no_word_twice,
    wording.about_as_long,
    wording.spelt_right,
    terms.in_the_glossary_s_words,
    terms.no_forbidden_words,
    terms.names_stay,
)
CATALOGUE_CHECKS: tuple[CatalogueCheck, ...] = (
    structure.has_plural_forms,
    wording.says_it_alike,
    wording.same_words_alike,
    process.has_its_language,
    process.is_of_today,
    process.says_who_made_it,
)
SOURCE_CHECKS: tuple[SourceCheck, ...] = (
    original.carries_what_it_must,
    original.links_have_words,
    original.lists_have_stems,
    original.headings_have_text,
    original.abbreviations_are_explained,
    original.sentences_are_short,
    original.is_easy_to_read,
)

FIRM = frozenset(
    ("untranslated", "blank", "inline", "facts", "links", "fonts", "plural-forms", "language")
)
"""Checks without which no edition could be made whole: no setting makes them weigh less."""


FAMILIES = ("safety", "structure", "script", "wording", "terms", "process", "source")
"""What checks are about, in the order in which they are printed."""


def every() -> tuple[Check | CatalogueCheck | SourceCheck, ...]:
    """All checks, in the order of the tables."""
    return (*CHECKS, *CATALOGUE_CHECKS, *SOURCE_CHECKS)
