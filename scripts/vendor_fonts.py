"""Bring the font files into pipeline/fonts/: `python scripts/vendor_fonts.py`.

Needs npm on the PATH and the `dev` extra. Each package is fetched by name and version,
refused unless its sha512 is the one in fonts.toml, and cut down where fonts.toml says so. The
web fonts and the table of what each family covers are made from the same files.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from pipeline.languages import registry

FONTS = Path(__file__).parent.parent / "pipeline" / "fonts"
WEIGHTS = {"400Regular": "Regular", "700Bold": "Bold"}
# Beside the letters: general punctuation, currency and letter-like signs, arrows, bullets.
SIGNS = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2060), 0x20AC, 0x2122}
SIGNS |= {0x2022, 0x2190, 0x2192, 0x25CF, 0x25E6}
# What a web page needs of Noto Sans: Latin with all its additions, Greek, Cyrillic.
EUROPE = {*range(0x20, 0x590), *range(0x1E00, 0x2000), *range(0x2010, 0x2030), 0x20AC, 0x2116}


FREQUENT = 0xC6
"""The lead byte with which the first plane of Big5 ends."""


def fetch(package: str, version: str, integrity: str) -> bytes:
    """The package's tarball."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{package}@{version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (tarball,) = Path(folder).iterdir()
        content = tarball.read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != integrity:
        raise SystemExit(
            f"{package}@{version}: integrity is {found}, fonts.toml says {integrity}"
        )
    return content


def members(content: bytes, file: str) -> Iterator[tuple[str, bytes]]:
    """The two weights and the licence of a package, by the names that they get here."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive.getmembers():
            data = archive.extractfile(member)
            for suffix, weight in WEIGHTS.items():
                if data and member.name.endswith(f"/{file}_{suffix}.ttf"):
                    yield f"{file}-{weight}.ttf", data.read()
            if data and member.name == "package/LICENSE_FONT":
                yield f"{file}.txt", data.read()


def national(name: str) -> set[int]:
    """The characters of a national character set, and the signs that go with every script.

    `big5-frequent` is its first plane: the 5,401 characters of ordinary texts.
    """
    found = set(SIGNS)
    codec, _, frequent = name.partition("-")
    for code in range(0x10000):
        try:
            encoded = chr(code).encode(codec)
            if len(encoded) == 2 and not (frequent and encoded[0] > FREQUENT):
                found.add(code)
        except UnicodeEncodeError:
            continue
    return found


def cut(content: bytes, codes: set[int], flavor: str | None = None) -> bytes:
    """The font with those characters alone, all its shaping kept."""
    options = Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.hinting = False
    options.flavor = flavor
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = flavor
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def covered(content: bytes) -> set[int]:
    """The characters that a font has a glyph for."""
    return set(TTFont(io.BytesIO(content)).getBestCmap())


def ranges(codes: set[int]) -> list[list[int]]:
    """Code points as first and last of each unbroken stretch."""
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and code == found[-1][1] + 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def menu_letters(family: str) -> set[int]:
    """The letters of the autonyms that a language menu shows in this family."""
    own = (language for language in registry().values() if language.font == family)
    return {ord(letter) for language in own for letter in language.autonym}


def write_menu_font(family: dict[str, Any]) -> None:
    """Write the few letters by which a reader finds a language whose font the device lacks."""
    letters = menu_letters(family["name"])
    if family["name"] != "Noto Sans" and letters:
        content = (FONTS / "files" / f"{family['file']}-Regular.ttf").read_bytes()
        path = FONTS / "web" / f"{family['file']}-Menu.woff2"
        path.write_bytes(cut(content, letters, "woff2"))


def copyright_line(path: Path) -> str:
    """Who made a font, as its own name table says."""
    return str(TTFont(path)["name"].getDebugName(0))


def complete_licences(table: dict[str, Any]) -> None:
    """Write the OFL beside fonts whose package forgot it: same text, their own first line."""
    body = (FONTS / "licences" / "NotoSans.txt").read_text(encoding="utf-8").partition("\n")[2]
    for family in table["family"]:
        path = FONTS / "licences" / f"{family['file']}.txt"
        if not path.exists():
            first = copyright_line(FONTS / "files" / f"{family['file']}-Regular.ttf")
            path.write_text(f"{first}\n{body}", encoding="utf-8")


def write_provenance(table: dict[str, Any]) -> None:
    """Write the table of where each file came from and what it is."""
    rows = [
        "# Where the fonts come from",
        "",
        "Written by `scripts/vendor_fonts.py`. All are under the SIL Open Font License 1.1;",
        "its texts stand in `licences/`. Files in `web/` are made from those in `files/`.",
        "",
        "| file | version | npm package | sha256 |",
        "| --- | --- | --- | --- |",
    ]
    for family in table["family"]:
        package = f"{family['package']}@{family['version']}"
        for path in sorted(FONTS.glob(f"*/{family['file']}-*.[tw]*")):
            version = str(TTFont(path)["name"].getDebugName(5)).partition(";")[0]
            cut_to = f", cut to {family['subset']}" if "subset" in family else ""
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            name = path.relative_to(FONTS).as_posix()
            rows.append(f"| {name} | {version}{cut_to} | {package} | {digest} |")
    (FONTS / "PROVENANCE.md").write_text("\n".join(rows) + "\n", encoding="utf-8")


def vendor(family: dict[str, Any]) -> list[list[int]]:
    """Write one family's files; what both its weights cover."""
    content = fetch(family["package"], family["version"], family["integrity"])
    codes: set[int] | None = None
    for name, data in members(content, family["file"]):
        if name.endswith(".txt"):
            (FONTS / "licences" / name).write_bytes(data.replace(b"\r\n", b"\n"))
            continue
        font = cut(data, national(family["subset"])) if "subset" in family else data
        (FONTS / "files" / name).write_bytes(font)
        its = covered(font)
        codes = its if codes is None else codes & its
        if family["web"]:
            wanted = EUROPE if family["name"] == "Noto Sans" else its
            path = FONTS / "web" / name.replace(".ttf", ".woff2")
            path.write_bytes(cut(font, its & wanted, "woff2"))
    return ranges(codes or set())


def main() -> None:
    """Write every family's files and the table of coverage."""
    table = tomllib.loads((FONTS / "fonts.toml").read_text(encoding="utf-8"))
    coverage = {family["name"]: vendor(family) for family in table["family"]}
    text = ",\n".join(f'"{name}": {json.dumps(its)}' for name, its in coverage.items())
    (FONTS / "coverage.json").write_text("{\n" + text + "\n}\n", encoding="utf-8")
    for family in table["family"]:
        write_menu_font(family)
    complete_licences(table)
    write_provenance(table)
    for path in sorted(FONTS.glob("*/*.[tw]*")):
        print(f"{path.stat().st_size:>9,}  {path.relative_to(FONTS)}")


if __name__ == "__main__":
    main()
