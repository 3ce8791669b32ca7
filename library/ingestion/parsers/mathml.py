"""MathML as one readable line: E = mc², v = (4πr³)/3, √(2GM/R), ∑ᵢ₌₁ⁿ xᵢ, [a, b; c, d]."""

import re
from collections.abc import Callable

from lxml import etree

from .scripts import is_atom, subscript, superscript
from .xml import local_name

NEWLINE = "\x01"  # cannot occur in XML, so it marks the line breaks we mean

MAX_ELEMENTS = 10_000  # no formula has that many; beyond it, only the symbols are given

_SPACED = set("=<>≤≥≪≫≈≅≃≡≠∼~∝→←↔⇒⇔⟶⇌∈∉⊂⊆∪∩∧∨×÷∴") | {":="}
_SIGNS = set("+-−±∓")
_OPENING = set("([{⟨|‖⌊⌈")
_INVISIBLE = {"\u2061", "\u2062", "\u2063", "\u2064", "\u200b"}
_BIG = set("∑∏∐∫∬∭∮⋃⋂")
_FUNCTIONS = {
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "log", "ln", "exp",
    "lim", "max", "min", "det",
}  # fmt: skip
_ACCENTS = {
    "¯": "\u0304", "‾": "\u0304", "_": "\u0304", "−": "\u0304", "→": "\u20d7", "⃗": "\u20d7",
    "⇀": "\u20d7", "^": "\u0302", "ˆ": "\u0302", "˙": "\u0307", "·": "\u0307", "¨": "\u0308",
    "~": "\u0303", "˜": "\u0303", "∼": "\u0303",
}  # fmt: skip
_ROOTS = {"2": "√", "3": "∛", "4": "∜"}
_SPACES = re.compile(r"[^\S\x01]+")


def math_text(math: etree._Element) -> str:
    """The formula as text; rows of an aligned table are parted by NEWLINE."""
    if sum(1 for _ in math.iter()) > MAX_ELEMENTS:
        return _quoted(math).strip()
    lines = _SPACES.sub(" ", _row(math)).split(NEWLINE)
    return NEWLINE.join(line.strip() for line in lines if line.strip())


def _render(node: etree._Element) -> str:
    handler = _HANDLERS.get(local_name(node))
    return handler(node) if handler else _row(node)


def _token(node: etree._Element) -> str:
    return _SPACES.sub(" ", "".join(node.itertext())).strip()


def _quoted(node: etree._Element) -> str:
    # spaces at the ends of mtext are meant: "5 km"
    return _SPACES.sub(" ", "".join(node.itertext()))


def _row(node: etree._Element) -> str:
    out = ""
    expects_operand = True
    for child in node:
        name = local_name(child)
        if name in ("annotation", "annotation-xml", "mprescripts"):
            continue
        if name == "mtable":
            out += _table(child, out.rstrip()[-1:])
        elif name == "mo":
            out = _append_operator(out, _token(child), expects_operand)
        else:
            out = _append_operand(out, _render(child))
        if out.strip():
            tail = out.rstrip()[-1]
            expects_operand = tail in _SPACED | _SIGNS | _OPENING or tail in ",;" + NEWLINE
    return out


def _append_operator(out: str, symbol: str, is_prefix: bool) -> str:
    if symbol in _INVISIBLE or not symbol:
        return out
    if symbol in _SPACED or (symbol in _SIGNS and not is_prefix):
        return f"{out.rstrip(' ')} {symbol} "
    if symbol in (",", ";"):
        return f"{out}{symbol} "
    if symbol in _BIG:
        return _append_operand(out, symbol)
    if symbol[:1].isalpha():  # "mod", "and", "sin" given as an operator
        return f"{out.rstrip()} {symbol} " if out.strip() else f"{symbol} "
    return out + symbol


def _append_operand(out: str, text: str) -> str:
    if not text:
        return out
    if text in _FUNCTIONS or text[0] in _BIG:
        glue = " " if out and (out[-1].isalnum() or out[-1] == ")") else ""
        return f"{out}{glue}{text} "
    if out.endswith(" ") and text[0] in "(" and out.split()[-1:] and out.split()[-1] in _FUNCTIONS:
        out = out[:-1]
    return out + text


def _fraction(node: etree._Element) -> str:
    above, below = _parts(node, 2)
    is_short = is_atom(above) or _is_single(node, 0, above) or _is_fenced(above)
    top = above if is_short else f"({above})"
    is_one = _is_single(node, 1, below) or _is_fenced(below)
    return f"{top}/{below if is_one else f'({below})'}"


def _is_single(parent: etree._Element, position: int, text: str) -> bool:
    """One symbol, number or unit, with or without scripts: it needs no parentheses."""
    node = _unwrapped(parent[position]) if position < len(parent) else None
    if node is None or " " in text or "/" in text:
        return False
    if local_name(node) in ("msup", "msub", "msubsup") and len(node):
        node = _unwrapped(node[0])
    return local_name(node) in ("mi", "mn", "mtext", "msqrt")


def _unwrapped(node: etree._Element) -> etree._Element:
    while local_name(node) in ("mrow", "mstyle", "mpadded") and len(node) == 1:
        node = node[0]
    return node


def _root(node: etree._Element) -> str:
    return f"√{_held(_row(node))}"


def _nth_root(node: etree._Element) -> str:
    base, degree = _parts(node, 2)
    return f"{_ROOTS.get(degree, superscript(degree) + '√')}{_held(base)}"


def _held(text: str) -> str:
    text = text.strip()
    return text if len(text) == 1 or text.isdecimal() else f"({text})"


def _is_fenced(text: str) -> bool:
    """One pair of parentheses holds all of it: "(a + b)", not "(a)(b)"."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position == len(text) - 1 and char == ")"
    return False


def _base(node: etree._Element, text: str) -> str:
    """A row keeps the parentheses it is printed with; a fraction in one line needs its own."""
    is_fraction = len(node) and local_name(_unwrapped(node[0])) == "mfrac"
    return f"({text})" if is_fraction else text


def _sup(node: etree._Element) -> str:
    base, above = _parts(node, 2)
    return _base(node, base) + superscript(above)


def _sub(node: etree._Element) -> str:
    base, below = _parts(node, 2)
    return _base(node, base) + subscript(below)


def _subsup(node: etree._Element) -> str:
    base, below, above = _parts(node, 3)
    return _base(node, base) + subscript(below) + superscript(above)


def _over(node: etree._Element) -> str:
    base, above = _parts(node, 2)
    if above in _ACCENTS:
        return base + _ACCENTS[above] if len(base) == 1 else f"{base}{above}"
    return _base(node, base) + superscript(above)


def _multiscripts(node: etree._Element) -> str:
    before, after = "", ""
    children = [child for child in node if local_name(child)]
    base, is_before, pair = "", False, []
    for position, child in enumerate(children):
        if position == 0:
            base = _render(child)
        elif local_name(child) == "mprescripts":
            is_before = True
        else:
            pair.append("" if local_name(child) == "none" else _render(child).strip())
        if len(pair) == 2:
            scripts = superscript(pair[1]) + subscript(pair[0])
            before, after = (before + scripts, after) if is_before else (before, after + scripts)
            pair = []
    return before + base + after


def _fenced(node: etree._Element) -> str:
    opening, closing = node.get("open", "("), node.get("close", ")")
    separators = node.get("separators", ",").replace(" ", "")
    parts = [
        _table(child, opening) if local_name(child) == "mtable" else _render(child).strip()
        for child in node
    ]
    inner = parts[0] if parts else ""
    for position, part in enumerate(parts[1:]):
        mark = separators[min(position, len(separators) - 1)] if separators else ""
        inner += f"{mark} {part}" if mark else part
    return f"{opening}{inner}{closing}"


def _table(node: etree._Element, fence: str) -> str:
    """Rows of a matrix when a fence opens before it, of cases after "{", else lines."""
    rows = [
        [_row(cell).strip() for cell in row if local_name(cell) == "mtd"]
        for row in node
        if local_name(row) in ("mtr", "mlabeledtr")
    ]
    if fence and fence in "([|‖":
        return "; ".join(", ".join(row) for row in rows)
    if fence == "{":
        return "; ".join(" ".join(filter(None, row)) for row in rows)
    return NEWLINE.join(" ".join(filter(None, row)) for row in rows)


def _parts(node: etree._Element, count: int) -> list[str]:
    """The first `count` children as text; what is missing is empty."""
    parts = [_render(child).strip() for child in node][:count]
    return parts + [""] * (count - len(parts))


def _first(node: etree._Element) -> str:
    return _render(node[0]) if len(node) else ""


def _nothing(_node: etree._Element) -> str:
    return ""


_HANDLERS: dict[str, Callable[[etree._Element], str]] = {
    "mi": _token,
    "mn": _token,
    "mo": _token,
    "ms": _token,
    "mtext": _quoted,
    "mspace": lambda node: NEWLINE if node.get("linebreak") == "newline" else " ",
    "mphantom": _nothing,
    "annotation": _nothing,
    "annotation-xml": _nothing,
    "none": _nothing,
    "semantics": _first,
    "maction": _first,
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _nth_root,
    "msup": _sup,
    "msub": _sub,
    "msubsup": _subsup,
    "munder": _sub,
    "mover": _over,
    "munderover": _subsup,
    "mmultiscripts": _multiscripts,
    "mfenced": _fenced,
    "mtable": lambda node: _table(node, ""),
}
