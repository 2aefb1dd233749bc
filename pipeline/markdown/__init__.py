"""The leaflet dialect: text -> blocks with lines, inline text -> spans.

This is the only place that knows the Markdown parser. `docs/dialect.md` is the table of what
is accepted and what is refused.
"""

from pipeline.markdown.blocks import Document, parse_document, propose_ids
from pipeline.markdown.foreign import foreign_html
from pipeline.markdown.inline import (
    InlineError,
    Span,
    escaped,
    may_have_markup,
    parse_inline,
    seen,
)
from pipeline.markdown.rules import is_id

__all__ = [
    "Document",
    "InlineError",
    "Span",
    "escaped",
    "foreign_html",
    "is_id",
    "may_have_markup",
    "parse_document",
    "parse_inline",
    "propose_ids",
    "seen",
]
