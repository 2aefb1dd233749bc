"""The headers of templates and catalogues that are begun here."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Entry, Language, Location

SEGMENTATION = "1"
"""The version of the rules by which leaflets are cut into units."""
FIELD = "X-Polyleaf-Segmentation"


def new_header(
    path: str, leaflet: str, language: Language | None, comments: tuple[str, ...]
) -> Entry:
    """A header; a template's has English's plural rule, as gettext needs some rule in it."""
    fields = {
        "Project-Id-Version": leaflet,
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": language.name if language else "",
        "Language": language.posix if language else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": language.plural_forms if language else "nplurals=2; plural=(n != 1);",
        FIELD: SEGMENTATION,
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return Entry(at=Location(path, 1), id="", strings=(text,), comments=comments)


def renewed_header(header: Entry, fresh: Entry) -> Entry:
    """The header as it stands, but for the version of the rules; a missing one is begun.

    msgfmt asks for the charset, so a header without fields gets all of them.
    """
    text = header.strings[0]
    if not text:
        comments = header.comments or fresh.comments
        return replace(header, strings=fresh.strings, comments=comments, raw="")
    lines = text.split("\n")
    for number, line in enumerate(lines):
        name, _, value = line.partition(":")
        if name.strip().lower() == FIELD.lower() and value.strip() != SEGMENTATION:
            lines[number] = f"{FIELD}: {SEGMENTATION}"
            return replace(header, strings=("\n".join(lines),), raw="")
    return header
