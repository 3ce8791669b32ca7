"""Copy the browser files we carry from their npm packages into static/vendor/, and what only
tests use into tests/vendor/; each folder has a vendor.lock of its own.

    python scripts/vendor_static.py            refuses a package that differs from vendor.lock
    python scripts/vendor_static.py --update   writes vendor.lock anew

Needs npm, once, on a developer's machine; the files and the lock are committed, so neither
installing nor running Lectern needs node. To add an icon, name it in ICON_NAMES and run again.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
OF_TESTS = ROOT / "tests" / "vendor"

ICON_NAMES = """
accessibility arrow-left arrow-right arrow-up bookmark building-2 captions check chevron-down
chevron-left chevron-right circle-alert circle-check circle-question-mark clock copy download
ellipsis external-link file-text file-up globe graduation-cap headphones house info keyboard
library link list-tree lock log-out maximize monitor moon pause pencil play plus presentation
quote rotate-cw search settings share-2 skip-back skip-forward square sun trash-2 triangle-alert
upload user users video volume-2 x
"""

# The package's archive carries no licence file, so its text stands here.
ALPINE_LICENCE = """MIT License

Copyright (c) 2019-2021 Caleb Porzio and contributors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str  # SPDX name
    files: tuple[str, ...]  # paths inside the package, copied flat under their base name
    licence_text: str = ""  # only where the package itself has no LICENSE file

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def folder(self) -> str:
        # No "@": Django writes it as %40 in addresses and stylesheets do not, so that a browser
        # would fetch a preloaded font twice.
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}"


def font_files(family: str, subsets: list[str], axes: str) -> tuple[str, ...]:
    return tuple(
        f"files/{family}-{subset}-{axes}-{style}.woff2"
        for subset in subsets
        for style in ("normal", "italic")
    )


PACKAGES = [
    Package("htmx.org", "2.0.11", "0BSD", ("dist/htmx.min.js",)),
    Package("htmx-ext-sse", "2.2.4", "0BSD", ("dist/sse.min.js",)),
    Package("@alpinejs/csp", "3.17.4", "MIT", ("dist/cdn.min.js",), ALPINE_LICENCE),
    Package(
        "@fontsource-variable/literata",
        "5.3.0",
        "OFL-1.1",
        font_files("literata", ["latin", "latin-ext", "cyrillic", "greek", "vietnamese"], "opsz"),
    ),
    Package(
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "OFL-1.1",
        font_files("atkinson-hyperlegible-next", ["latin", "latin-ext"], "wght"),
    ),
    Package(
        "lucide-static",
        "1.62.0",
        "ISC AND MIT",
        tuple(f"icons/{name}.svg" for name in ICON_NAMES.split()),
    ),
]

TESTING = [Package("axe-core", "4.11.0", "MPL-2.0", ("axe.min.js",))]


def pack(package: Package, folder: Path) -> Path:
    """Download the package's archive with npm into folder."""
    result = subprocess.run(
        ["npm", "pack", "--json", "--silent", package.spec],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return folder / json.loads(result.stdout)[0]["filename"]


def integrity(data: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def without_source_map(data: bytes) -> bytes:
    # A comment that names a map we do not carry makes Django's manifest storage fail.
    return re.sub(rb"\n?(//|/\*)[#@] sourceMappingURL=[^\n*]*(\*/)?", b"", data)


def sprite(icons: dict[str, bytes]) -> bytes:
    """One SVG whose symbols carry only shapes: stroke and size come from our stylesheet."""
    symbols = []
    for name, svg in sorted(icons.items()):
        shapes = re.search(rb"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        if shapes is None:
            raise SystemExit(f"{name}.svg is not an SVG image.")
        body = " ".join(shapes[1].decode().split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    opening = '<svg xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([opening, *symbols, "</svg>", ""]).encode()


def unpack(package: Package, archive: Path) -> dict[str, bytes]:
    """Return the files we carry by name, the licence's text among them."""
    with tarfile.open(archive) as tar:

        def read(path: str) -> bytes:
            member = tar.extractfile(f"package/{path}")
            if member is None:
                raise SystemExit(f"{package.spec} has no file {path}.")
            return member.read()

        files = {Path(path).name: without_source_map(read(path)) for path in package.files}
        licence = package.licence_text.encode() or read("LICENSE")
    if package.name == "lucide-static":
        files = {"sprite.svg": sprite({Path(n).stem: svg for n, svg in files.items()})}
    return files | {"LICENSE": licence}


def vendor(
    package: Package, locked: dict[str, str], workdir: Path, into: Path
) -> dict[str, object]:
    """Write one package's files; return its entry for the lock."""
    archive = pack(package, workdir)
    digest = integrity(archive.read_bytes())
    if locked.get(package.spec, digest) != digest:
        raise SystemExit(f"{package.spec} is not the package that vendor.lock names.")
    files = unpack(package, archive)
    folder = into / package.folder
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "integrity": digest,
        "files": {
            f"{package.folder}/{name}": hashlib.sha256(data).hexdigest()
            for name, data in sorted(files.items())
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="accept packages that changed")
    arguments = parser.parse_args()
    for into, packages in ((VENDOR, PACKAGES), (OF_TESTS, TESTING)):
        vendor_all(packages, into, update=arguments.update)


def vendor_all(packages: list[Package], into: Path, *, update: bool) -> None:
    locked, lock = {}, into / "vendor.lock"
    if lock.exists() and not update:
        known = json.loads(lock.read_text())["packages"]
        locked = {f"{entry['name']}@{entry['version']}": entry["integrity"] for entry in known}
    for folder in into.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    with tempfile.TemporaryDirectory() as workdir:
        entries = [vendor(package, locked, Path(workdir), into) for package in packages]
    lock.write_text(json.dumps({"packages": entries}, indent=2) + "\n")


if __name__ == "__main__":
    main()
