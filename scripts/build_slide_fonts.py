"""Build the TTF files that slides and handouts are set in.

MuPDF opens TTF and not WOFF2, and takes one file per family and weight. So the
two packages of the web fonts are fetched by `npm pack`, checked against the
checksums below, and the latin and latin-ext subsets of each weight are merged
into one static TTF. Needs npm and the development dependencies:

    python scripts/build_slide_fonts.py
"""

import hashlib
import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parent.parent / "lessons" / "rendering" / "fonts"
SUBSETS = ("latin", "latin-ext")
# The headings of the product are set in 600, which MuPDF is told is the bold.
WEIGHTS = {"regular": 400, "bold": 600}
FAMILIES = {
    "literata": (
        "@fontsource-variable/literata@5.3.0",
        "6511fb89c1b68ad10a422204580984dd3e27a129edc4cd015ee342f06a8fe4ac",
    ),
    "atkinson-hyperlegible-next": (
        "@fontsource-variable/atkinson-hyperlegible-next@5.3.0",
        "75d5156505841b7dd4251398f0a5ff9e44120c87c2e388e9a108879b4def23a6",
    ),
}
# 2020-01-01T00:00:00Z in seconds since 1904, so that a second build gives the same bytes.
BUILT_AT = 3_660_681_600
# No ligatures: MuPDF gives them no character, so that "The office" would be copied as "=e o?ce".
_SUBSETTING = SubsetOptions(layout_features=["ccmp", "locl", "kern", "mark", "mkmk"])


def main() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for family, (package, checksum) in FAMILIES.items():
        files = _unpack(_download(package, checksum))
        (FONTS / f"{family}.LICENSE.txt").write_bytes(files["LICENSE"])
        for style, weight in WEIGHTS.items():
            font = _merge(_parts(files, family, weight))
            target = FONTS / f"{family}-{style}.ttf"
            font.save(target)
            print(target.name, target.stat().st_size, _sha256(target.read_bytes()))


def _download(package: str, checksum: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        (archive,) = Path(folder).glob("*.tgz")
        content = archive.read_bytes()
    if _sha256(content) != checksum:
        raise SystemExit(f"{package} is not the file this script was written for.")
    return content


def _unpack(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {
            member.name.removeprefix("package/"): tar.extractfile(member).read()
            for member in tar
            if member.isfile()
        }


def _parts(files: dict[str, bytes], family: str, weight: int) -> list[TTFont]:
    """The subsets as static fonts that share no character, which merging would turn to variants."""
    parts: list[TTFont] = []
    taken: set[int] = set()
    for subset in SUBSETS:
        font = TTFont(io.BytesIO(files[f"files/{family}-{subset}-wght-normal.woff2"]))
        font = instantiateVariableFont(font, {"wght": weight}, inplace=True)
        font.flavor = None
        subsetter = Subsetter(_SUBSETTING)
        subsetter.populate(unicodes=set(font.getBestCmap()) - taken)
        subsetter.subset(font)
        taken |= set(font.getBestCmap())
        parts.append(font)
    return parts


def _merge(parts: list[TTFont]) -> TTFont:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, part in enumerate(parts):
            paths.append(f"{folder}/{number}.ttf")
            part.save(paths[-1])
        merged = Merger(MergeOptions(drop_tables=["STAT", "MVAR", "HVAR", "DSIG"])).merge(paths)
    merged["head"].created = merged["head"].modified = BUILT_AT
    merged.recalcTimestamp = False
    return merged


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
