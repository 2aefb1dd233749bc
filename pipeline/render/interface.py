"""The page's own words: the same for the web page, the PDF and every later format.

Each phrase is a `gettext` or `ngettext` call with named `{fields}`. Babel extracts them, with
the comment above each, into `locales/templates/interface.pot`. What a translator writes is
only ever searched for `{name}`, never used as a format string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from pipeline.errors import RenderError
from pipeline.languages import SOURCE, find, plurals
from pipeline.model import Edition, Language, Location, Outcome, Unit

ID = "interface"
"""The name of the catalogue, and the owner of its units."""

_PATH = "pipeline/render/interface.py"
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every phrase of a page, in its language."""

    skip: str
    languages: str
    contents: str
    sections: str
    page: str
    """Keeps `{page}` and `{pages}`, which the page fills in."""
    draft: str
    machine: str
    no_mark: str
    pdf: str
    english: str
    index: str
    about: str
    copyright: str
    """Keeps `{publisher}`: the name is English wherever it stands."""
    warning: str
    note: str
    in_english: str
    meta: Mapping[str, str]
    """Labels of the front matter's fields that are shown."""


@dataclass(frozen=True, slots=True)
class IndexWords:
    """The index is for those who publish and coordinate: it stands in English alone."""

    title: str = "Patient leaflets in many languages"
    language: str = "Language"
    name: str = "In English"
    state: str = "State"
    read: str = "Read or print"
    web: str = "web page"
    pdf: str = "PDF"
    why: str = "Held because"
    held: str = "Held"
    draft: str = "Draft"
    released: str = "Released"
    machine: str = "machine translation"
    skip: str = "Skip to the list"
    drafts: str = "Drafts are not checked. Do not give them to patients."
    copyright: str = "The words of this leaflet are © {publisher}."


def words(phrases: Phrases, *, sections: int) -> Words:
    """The phrases of one page."""
    gettext, ngettext = phrases.gettext, phrases.ngettext
    return Words(
        # Translators: Link at the very top of the page, for people who use a keyboard.
        skip=gettext("Skip to the main text"),
        # Translators: Heading of the menu with the languages.
        languages=gettext("Choose a language"),
        # Translators: Heading of the list of sections.
        contents=gettext("Contents"),
        # Translators: How many sections the leaflet has.
        sections=ngettext("{n} section", "{n} sections", sections),
        # Translators: At the foot of each printed page.
        page=gettext("Page {page} of {pages}"),
        # Translators: Warning on every page of a draft: nobody has checked this leaflet yet,
        # so it must not be given to patients. Make it unmistakable.
        draft=gettext("Draft. Not checked. Not for patients."),
        # Translators: Warning: a machine made this translation.
        machine=gettext("Machine translation."),
        # Translators: Stands in a draft in the place of the words about a quality mark.
        no_mark=gettext("This is a draft, so no quality mark is shown here."),
        # Translators: Link to the file.
        pdf=gettext("Download this leaflet as a PDF"),
        # Translators: Link to the English edition.
        english=gettext("Read this leaflet in English"),
        # Translators: Link to the list of all leaflets.
        index=gettext("All leaflets and languages"),
        # Translators: Heading of the list of facts at the end: code, version, dates.
        about=gettext("About this leaflet"),
        # Translators: {publisher} becomes the name of an organisation, always in English.
        copyright=gettext("The words of this leaflet are © {publisher}."),
        # Translators: Label of a warning box that has no heading of its own.
        warning=gettext("Important"),
        # Translators: Label of a note box that has no heading of its own.
        note=gettext("Note"),
        # Translators: Label before a passage that stands in English on purpose, such as the
        # name of a report.
        in_english=gettext("In English"),
        meta={
            # Translators: The leaflet's order code, as in: Code: AB123.
            "code": gettext("Code"),
            # Translators: As in: Version: 2.
            "version": gettext("Version"),
            # Translators: As in: Produced: June 2024. When the leaflet was made.
            "produced": gettext("Produced"),
            # Translators: As in: Reviewed: June 2024. When experts last checked the leaflet.
            "reviewed": gettext("Reviewed"),
            # Translators: As in: Next review: June 2027.
            "next-review": gettext("Next review"),
            # Translators: As in: Publisher: Macmillan Cancer Support.
            "publisher": gettext("Publisher"),
        },
    )


def page_words(edition: Edition) -> Words:
    """The page's own words in the edition's language."""
    return _words(edition, edition.language)


def english_words(edition: Edition) -> Words:
    """The same words in English, for the notices that staff must be able to read."""
    return _words(edition, find(SOURCE))


def _words(edition: Edition, language: Language) -> Words:
    headed = sum(1 for section in edition.sections if section.heading)
    phrases = Phrases(dict(edition.phrases), language)
    return words(phrases, sections=headed)


def notices(edition: Edition) -> tuple[str, ...]:
    """What every page of a draft says: in the reader's language, then in English."""
    if edition.outcome is Outcome.RELEASED:
        return ()
    both = [page_words(edition)]
    if edition.language.tag != SOURCE:
        both.append(english_words(edition))
    return tuple(
        f"{its.draft} {its.machine}" if edition.machine else its.draft for its in both
    )


class Phrases:
    """A language's translations of the phrases."""

    def __init__(self, table: Mapping[str, tuple[str, ...]], language: Language) -> None:
        self.table, self.language = table, language
        self.forms = plurals.forms(language.plural_forms)

    def gettext(self, message: str) -> str:
        """The phrase in the language; never the English in its place."""
        return self._strings(message)[0]

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The phrase in the form that goes with the number, with the number in it."""
        if self.language.tag == SOURCE:
            return fill(singular if n == 1 else plural, n=str(n))
        form = self.forms[min(n, len(self.forms) - 2)]
        return fill(self._strings(singular)[form], n=str(n))

    def _strings(self, message: str) -> tuple[str, ...]:
        if self.language.tag == SOURCE:
            return (message,)
        if message not in self.table:
            raise RenderError(
                f"the phrase “{message}” has no {self.language.name} translation",
                Location(f"locales/{self.language.posix}/{ID}.po", 1),
                hint="run `polyleaf update` and translate it",
            )
        return self.table[message]


def fill(text: str, **values: str) -> str:
    """The text with each `{name}` that is given a value replaced by it."""
    return _FIELD.sub(lambda match: values.get(match[1], match[0]), text)


def extract_units() -> tuple[Unit, ...]:
    """The phrases as units, in the order of the code, with the comments for translators."""
    from babel.messages.extract import extract  # 0.1 s that only `extract` and `update` need

    file = files("pipeline.render").joinpath("interface.py")
    keywords: dict[str, tuple[int, ...] | None] = {"gettext": None, "ngettext": (1, 2)}
    with file.open("rb") as source:
        found = list(
            extract("python", source, keywords=keywords, comment_tags=["Translators:"])
        )
    return tuple(
        _unit(
            (message,) if isinstance(message, str) else tuple(map(str, message)),
            " ".join(comments).removeprefix("Translators:").strip(),
        )
        for _, message, comments, _ in found
    )


def units() -> tuple[Unit, ...]:
    """The phrases as units without comments, found by asking for each of them once."""
    asked = list(_asked())
    return tuple(_unit(message, "") for message in asked)


def _unit(message: tuple[str, ...], comment: str) -> Unit:
    singular, plural = (*message, "")[:2]
    return Unit(
        owner=ID,
        section="",
        role="",
        msgid=singular,
        msgid_plural=plural,
        comments=(comment,) if comment else (),
        places=(Location(_PATH, 1),),
    )


def _asked() -> Iterator[tuple[str, ...]]:
    """Every message of `words`, by calling it with something that writes them down."""
    asked: list[tuple[str, ...]] = []

    class Recorder(Phrases):
        def __init__(self) -> None:
            pass

        def gettext(self, message: str) -> str:
            asked.append((message,))
            return message

        def ngettext(self, singular: str, plural: str, n: int) -> str:
            asked.append((singular, plural))
            return plural

    words(Recorder(), sections=2)
    yield from dict.fromkeys(asked)
