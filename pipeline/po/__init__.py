"""Catalogues on disk ↔ values: strict reading, canonical writing.

This is the only place that knows polib. `docs/catalogues.md` says what happens to a file.
"""

from pipeline.po.attic import Kept, mark_restored, put_in_attic, read_attic
from pipeline.po.files import read_catalogue, write_bytes, write_text
from pipeline.po.merge import Merged, merge, name_of
from pipeline.po.restore import Restored, restore
from pipeline.po.scan import scan
from pipeline.po.write import Editable, canonical, dump, to_polib

__all__ = [
    "Editable",
    "Kept",
    "Merged",
    "Restored",
    "canonical",
    "dump",
    "mark_restored",
    "merge",
    "name_of",
    "put_in_attic",
    "read_attic",
    "read_catalogue",
    "restore",
    "scan",
    "to_polib",
    "write_bytes",
    "write_text",
]
