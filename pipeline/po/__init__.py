"""Catalogues on disk ↔ values: strict reading, canonical writing.

This is the only place that knows polib. `docs/catalogues.md` says what happens to a file.
"""

from pipeline.po.attic import put_in_attic
from pipeline.po.files import read_catalogue, write_text
from pipeline.po.scan import scan
from pipeline.po.write import canonical, dump, to_polib

__all__ = [
    "canonical",
    "dump",
    "put_in_attic",
    "read_catalogue",
    "scan",
    "to_polib",
    "write_text",
]
