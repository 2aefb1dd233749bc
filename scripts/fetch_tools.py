"""Bring what tests compare with into .tools/: `python scripts/fetch_tools.py`.

Needs npm on the PATH. The Nu HTML Checker (MIT) runs on Java, axe-core (MPL-2.0) in Chromium;
CommonMark's specification (CC BY-SA 4.0) is read for its examples. None is part of the product.
Each package is refused unless its sha512 is the one below.
"""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from vendor_fonts import fetch

TOOLS = Path(__file__).parent.parent / ".tools"
PACKAGES = (
    (
        "vnu-jar",
        "26.9.27",
        "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
        "package/build/dist/vnu.jar",
    ),
    (
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "package/axe.min.js",
    ),
    (
        "commonmark-spec",
        "0.31.2",
        "sha512-vXKxmclzJPymhOJYD26G0oBjVmIcKC8p5m2DvHIq1A1btr1m0r0dT/PzRA5/nwxUbCAPedMNPEoiQE+zvuOcOw==",
        "package/spec.txt",
    ),
)


def main() -> None:
    """Fetch what is not there yet."""
    TOOLS.mkdir(exist_ok=True)
    for package, version, integrity, member in PACKAGES:
        name = Path(member)
        target = TOOLS / name.name
        stamp = TOOLS / f"{name.name}.version"
        if target.exists() and stamp.exists() and stamp.read_text() == version:
            continue
        with tarfile.open(fileobj=io.BytesIO(fetch(package, version, integrity))) as archive:
            data = archive.extractfile(member)
            if data is None:
                raise SystemExit(f"{package}@{version} has no {member}")
            target.write_bytes(data.read())
            stamp.write_text(version)
        print(f"{target.relative_to(TOOLS.parent)}: {package} {version}")


if __name__ == "__main__":
    main()
