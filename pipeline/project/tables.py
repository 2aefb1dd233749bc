"""What the project's own files may say: facts, links, glossaries, settings."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sized
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import PydanticCustomError

from pipeline import languages
from pipeline.errors import ProjectError

_LONGEST = 2000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# No other scheme has a place here: javascript: and data: would run in the reader's page.
_URL = re.compile(r"https?://[^\s/]+\S*|mailto:\S+@\S+")
_BASE = re.compile(r"(https?://\S+/)?")
_PHONE = re.compile(r"[+(]*\d[\d\s().‑–-]*")
# Control characters, and marks that turn whole passages round: they would act unseen.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SIDE = re.compile(r"\w+(?:-\w+)*-?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def _refused(words: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("refused", "{words}", {"words": words, "hint": hint})


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:60]}…”" if len(words) > 60 else f"“{words}”"


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise _refused("a name has at most 64 of the letters a to z, digits and hyphens")
    return text


def _line(text: str) -> str:
    if not any(unicodedata.category(letter)[0] not in "CZ" for letter in text):
        raise _refused("there are no words here: write some, or take the key away")
    if text.splitlines() != [text]:
        raise _refused("this should be a single line")
    if unseen := _UNSEEN.search(text):
        raise _refused(f"take out the unseen character U+{ord(unseen[0]):04X}")
    if len(text) > _LONGEST:
        raise _refused(f"this is longer than {_LONGEST} characters")
    return text


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise _refused(
            f"{_quoted(text)} is no address of a page: write https://…, http://… or mailto:…"
        )
    return text


def _base(text: str) -> str:
    if not _BASE.fullmatch(text):
        raise _refused(f"{_quoted(text)} should begin with https:// and end with /")
    return text


def _tag(text: str) -> str:
    try:
        return languages.find(text).tag
    except ProjectError as error:
        raise _refused(error.message, error.hint) from error


def _one_each(value: Sized, handler: ValidatorFunctionWrapHandler) -> Any:
    found = handler(value)
    if len(found) < len(value):
        raise _refused("a language stands here twice, in two forms of its name")
    return found


def _of_kind(text: str, kind: str) -> None:
    if kind == "phone" and not (
        _PHONE.fullmatch(text) and 3 <= sum(map(str.isdecimal, text)) <= 18
    ):
        raise _refused(
            f"{_quoted(text)} is no single telephone number that a press can call: write the "
            "number alone, or take “kind” away"
        )
    if kind == "email" and not _EMAIL.fullmatch(text):
        raise _refused(f"{_quoted(text)} is no email address: write it, or take “kind” away")


def _side(text: str) -> str:
    if not _SIDE.fullmatch(text):
        raise _refused(
            f"{_quoted(text)} is no single word: write one, with a hyphen behind it if words "
            "begin so"
        )
    return text


_Name = Annotated[str, AfterValidator(_name)]
_Side = Annotated[str, AfterValidator(_side)]
_Line = Annotated[str, AfterValidator(_line)]
_Url = Annotated[str, AfterValidator(_url)]
_Tag = Annotated[str, AfterValidator(_tag)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Strict):
    """A value that stands in the words as `{name}`: a helpline, an address, a number."""

    kind: Literal["text", "phone", "email"] = "text"
    """Stands first, as the values are judged by it."""
    value: _Line
    languages: Annotated[dict[_Tag, _Line], WrapValidator(_one_each)] = Field(
        default_factory=dict
    )
    """Other values, by language tag."""

    @field_validator("value", "languages")
    @classmethod
    def _fits(cls, value: Any, info: ValidationInfo) -> Any:
        for text in value.values() if isinstance(value, dict) else (value,):
            _of_kind(text, info.data.get("kind", "text"))
        return value

    def for_language(self, tag: str) -> str:
        """The value that readers of a language get."""
        return self.languages.get(tag, self.value)


class Link(_Strict):
    """A target that stands in the words as `[text][name]`."""

    url: _Url
    languages: Annotated[dict[_Tag, _Url], WrapValidator(_one_each)] = Field(
        default_factory=dict
    )
    """Translated pages, by language tag."""

    def for_language(self, tag: str) -> str:
        """The page that readers of a language are sent to."""
        return self.languages.get(tag, self.url)


def _rendering(text: str) -> str:
    if "*" in text:
        raise _refused("the first rendering is written in full: patterns go under allowed")
    return text


def _pattern(text: str) -> str:
    if "*" in text and not any(len(part) > 1 for part in re.split(r"[* ]+", text)):
        raise _refused("* stands for any letters, so a pattern needs two letters beside it")
    return text


_Pattern = Annotated[_Line, AfterValidator(_pattern)]
"""Words, in which `*` is any letters."""


class Term(_Strict):
    """One English term and its renderings."""

    english: _Line
    required: Annotated[_Line, AfterValidator(_rendering)]
    allowed: tuple[_Pattern, ...] = ()
    forbidden: tuple[_Pattern, ...] = ()
    note: str = ""


class Glossary(_Strict):
    """`locales/<lang>/terms.toml`."""

    provenance: Literal["machine", "human"]
    style: str = ""
    keep: tuple[_Line, ...] = ()
    """Names that stay as they are in English."""
    term: tuple[Term, ...] = ()


_Level = Literal["error", "warning", "info", "off"]


def _check(name: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("checks")
    if known is not None and name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise _refused(
            f"there is no check “{name}”",
            (f"did you mean {near[0]}? " if near else "") + "`polyleaf checks` lists them",
        )
    return name


class Settings(_Strict):
    """`[tool.polyleaf]`."""

    base_url: Annotated[str, AfterValidator(_base)] = Field(default="", alias="base-url")
    """Where the output will stand, for `hreflang`; without it, alternates are relative."""
    opposites: tuple[tuple[_Side, _Side], ...] = ()
    """Pairs of English words that may never be taken for each other, beside the known ones."""
    checks: dict[Annotated[str, AfterValidator(_check)], _Level | dict[_Tag, _Level]] = Field(
        default_factory=dict
    )
    """How much what a check says weighs: everywhere, or by language tag."""


FACTS: TypeAdapter[dict[str, Fact]] = TypeAdapter(dict[_Name, Fact])
LINKS: TypeAdapter[dict[str, Link]] = TypeAdapter(dict[_Name, Link])
GLOSSARY = TypeAdapter(Glossary)
SETTINGS = TypeAdapter(Settings)
