"""Subscripts and superscripts as Unicode characters, and what stands in where there are none."""

_SUPERSCRIPTS = str.maketrans(
    "0123456789+-−–=()abcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
_SUBSCRIPTS = str.maketrans(
    "0123456789+-−–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
)
_PRIMES = set("′″‴'")
_AS_THEY_ARE = {"∘": "°", "°": "°", "*": "*", "∗": "*", "⊙": "⊙", "☉": "☉"} | {
    sign: sign for sign in "®™†‡§"
}


def superscript(text: str) -> str:
    if text in _AS_THEY_ARE:
        return _AS_THEY_ARE[text]
    if text and set(text) <= _PRIMES:
        return text.replace("'", "′")
    return _script(text, _SUPERSCRIPTS, "^")


def subscript(text: str) -> str:
    return _script(text, _SUBSCRIPTS, "_")


def plain_superscript(text: str) -> str:
    """In running text: 10⁶ and m³, but 1st, which a search for "1st" must find."""
    if text.isalpha() and len(text) > 1:
        return text
    return superscript(text)


def is_atom(text: str) -> bool:
    """One number or word: nothing that parentheses would have to hold together."""
    return bool(text) and all(char.isalpha() or char.isdecimal() or char in ".," for char in text)


def _script(text: str, table: dict[int, int], mark: str) -> str:
    text = text.strip()
    if not text:
        return ""
    tight = text.replace(" ", "")
    letters = sum(char.isalpha() for char in tight)
    # a word in small letters can be neither found nor read aloud: keep it a word
    if letters <= 1 and all(ord(char) in table for char in tight):
        return tight.translate(table)
    return f"{mark}{text}" if is_atom(text) or len(text) == 1 else f"{mark}({text})"
