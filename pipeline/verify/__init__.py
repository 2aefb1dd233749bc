"""Reads the *finished* files back, and proves that every unit of every section is in them.

What should be there comes from the source and the catalogues, never from the renderers: a page
is read as a browser's tree, a PDF as a screen reader hears it and as its glyphs paint it.
"""

from pipeline.verify.expected import Heard, expected_page, expected_tags
from pipeline.verify.page import heard_page, verify_page
from pipeline.verify.pdf import verify_pdf
from pipeline.verify.tagged import heard_pdf

__all__ = [
    "Heard",
    "expected_page",
    "expected_tags",
    "heard_page",
    "heard_pdf",
    "verify_page",
    "verify_pdf",
]
