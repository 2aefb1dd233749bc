"""A part of a page that a benchmark writes, between two remarks that name it."""

from __future__ import annotations

import re
from pathlib import Path


def put(page: Path, name: str, text: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- end -->`."""
    old = page.read_text(encoding="utf-8")
    part = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not part.search(old):
        raise SystemExit(f"{page} has no <!-- {name} --> … <!-- end -->")
    new = part.sub(lambda match: f"{match[1]}{text.rstrip()}\n{match[2]}", old)
    page.write_text(new, encoding="utf-8")
