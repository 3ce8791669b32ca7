"""Static TTF files for MuPDF, made from the web fonts of the product.

MuPDF takes one file per family, weight and slant, and no WOFF2. Superior and inferior figures,
which the subsets lack, are drawn from the font's own digits, so that 10⁸ is copied as 10⁸.
"""

import io
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge import Options as MergeOptions
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options as SubsetOptions
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

VENDOR = Path(__file__).parent.parent.parent / "static" / "vendor"
SUBSETS = ("latin", "latin-ext", "greek")
# No ligatures: MuPDF gives them no character, and "office" could not be found in the text.
_SUBSETTING = SubsetOptions(layout_features=["ccmp", "locl", "kern", "mark", "mkmk"])
_SIZE = 0.62
_RAISED, _LOWERED = 0.34, -0.14  # of the units per em
_SUPERIORS = dict(zip("0123456789+−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", strict=True))
_INFERIORS = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))


def build_fonts(folder: Path) -> None:
    """literata-{regular,bold,italic,bolditalic}.ttf and sans-{regular,bold,italic}.ttf."""
    for name, style, weight in (
        ("regular", "normal", 400),
        ("bold", "normal", 650),
        ("italic", "italic", 400),
        ("bolditalic", "italic", 650),
    ):
        path = "fontsource-variable-literata-5.3.0/literata-{}-opsz-{}.woff2"
        _save(path, style, {"wght": weight, "opsz": 11}, folder / f"literata-{name}.ttf")
    for name, style, weight in (
        ("regular", "normal", 420),
        ("bold", "normal", 650),
        ("italic", "italic", 420),
    ):
        path = (
            "fontsource-variable-atkinson-hyperlegible-next-5.3.0/"
            "atkinson-hyperlegible-next-{}-wght-{}.woff2"
        )
        _save(path, style, {"wght": weight}, folder / f"sans-{name}.ttf")


def _save(pattern: str, style: str, axes: dict[str, float], target: Path) -> None:
    parts: list[Path] = []
    taken: set[int] = set()
    for subset in SUBSETS:
        source = VENDOR / pattern.format(subset, style)
        if not source.exists():
            continue
        font = instantiateVariableFont(TTFont(source, recalcTimestamp=False), axes, inplace=True)
        font.flavor = None
        subsetter = Subsetter(_SUBSETTING)
        subsetter.populate(unicodes=set(font.getBestCmap()) - taken)
        subsetter.subset(font)
        taken |= set(font.getBestCmap())
        parts.append(target.with_suffix(f".{subset}"))
        font.save(parts[-1])
    options = MergeOptions(drop_tables=["STAT", "MVAR", "HVAR", "DSIG", "vhea", "vmtx"])
    merged = Merger(options).merge([str(part) for part in parts])
    _date(merged, TTFont(parts[0])["head"])
    _add_scripts(merged)
    buffer = io.BytesIO()
    merged.save(buffer)
    target.write_bytes(buffer.getvalue())
    for part in parts:
        part.unlink()


def _date(font: TTFont, head) -> None:
    """As the vendored font is, so that a second run gives the same bytes."""
    font["head"].created, font["head"].modified = head.created, head.modified
    font.recalcTimestamp = False


def _add_scripts(font: TTFont) -> None:
    em = font["head"].unitsPerEm
    for characters, rise in ((_SUPERIORS, _RAISED), (_INFERIORS, _LOWERED)):
        for digit, script in characters.items():
            _add_scaled(font, digit, script, round(rise * em))


def _add_scaled(font: TTFont, character: str, script: str, rise: int) -> None:
    source = font.getBestCmap().get(ord(character))
    if source is None:
        return
    name = f"uni{ord(script):04X}.script"
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(source, (_SIZE, 0, 0, _SIZE, 0, rise))
    glyph = pen.glyph()
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    width, bearing = font["hmtx"][source]
    font["hmtx"][name] = (round(width * _SIZE), round(bearing * _SIZE))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(script)] = name
