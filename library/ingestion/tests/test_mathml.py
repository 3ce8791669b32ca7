import pytest
from lxml import etree

from library.ingestion.parsers.mathml import NEWLINE, math_text


def text(inner: str) -> str:
    return math_text(
        etree.fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inner}</math>')
    )


def test_it_works():
    inner = "<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>"
    assert text(inner) == "E = mc²"


FOUR_PI_R3 = "<mn>4</mn><mi>π</mi><msup><mi>r</mi><mn>3</mn></msup>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            f"<mi>v</mi><mo>=</mo><mfrac><mrow>{FOUR_PI_R3}</mrow><mn>3</mn></mfrac>",
            "v = (4πr³)/3",
        ),
        (
            "<msqrt><mfrac><mrow><mn>2</mn><mi>G</mi><mi>M</mi></mrow><mi>R</mi></mfrac></msqrt>",
            "√(2GM/R)",
        ),
        ("<mfrac><mn>1</mn><mrow><mn>2</mn><mi>a</mi></mrow></mfrac>", "1/(2a)"),
        ("<mfrac><mi>F</mi><msup><mi>r</mi><mn>2</mn></msup></mfrac>", "F/r²"),
        (
            "<msup><mfrac><mi>a</mi><mi>b</mi></mfrac><mn>2</mn></msup>",
            "(a/b)²",
        ),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "∛x"),
        ("<mroot><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><mi>n</mi></mroot>", "ⁿ√(x + 1)"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"
            "</munderover><msub><mi>x</mi><mi>i</mi></msub>",
            "∑ᵢ₌₁ⁿ xᵢ",
        ),
        ("<msub><mi>v</mi><mtext>max</mtext></msub>", "v_max"),
        ("<msup><mn>10</mn><mrow><mo>−</mo><mn>7</mn></mrow></msup>", "10⁻⁷"),
        ("<msup><mi>x</mi><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></msup>", "x^(a + b)"),
        ("<msubsup><mi>R</mi><mn>1</mn><mn>2</mn></msubsup>", "R₁²"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x\u0304"),
        ("<mo>−</mo><mn>5</mn><mo>−</mo><mo>−</mo><mn>2</mn>", "−5 − −2"),
        ("<mn>5</mn><mspace width='0.2em'/><mtext>km</mtext>", "5 km"),
        ("<mi>sin</mi><mo>\u2061</mo><mi>θ</mi>", "sin θ"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        (
            "<mmultiscripts><mi>U</mi><mprescripts/><mn>92</mn><mn>238</mn></mmultiscripts>",
            "²³⁸₉₂U",
        ),
        (
            "<semantics><mi>q</mi><annotation>q in another language</annotation></semantics>",
            "q",
        ),
        ("<mrow/>", ""),
    ],
)
def test_formulas_read_as_one_line(inner, expected):
    assert text(inner) == expected


MATRIX = (
    "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"
    "<mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable>"
)


@pytest.mark.parametrize(
    "inner", [f"<mo>[</mo>{MATRIX}<mo>]</mo>", f'<mfenced open="[" close="]">{MATRIX}</mfenced>']
)
def test_a_table_between_brackets_is_a_matrix(inner):
    assert text(inner) == "[a, b; c, d]"


def test_a_table_alone_is_lines_of_working():
    assert text(MATRIX) == f"a b{NEWLINE}c d"


def test_broken_formulas_lose_nothing_that_is_there():
    assert text("<mfrac><mi>a</mi></mfrac><msup/><mroot/><unknown><mi>z</mi></unknown>").startswith(
        "a/"
    )
    assert text("<msub><mi>x</mi></msub>") == "x"


def test_a_formula_without_end_gives_its_symbols_at_once():
    assert text("<mi>a</mi><mo>+</mo>" * 100_000) == "a+" * 100_000
