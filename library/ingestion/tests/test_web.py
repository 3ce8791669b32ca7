"""Pages of the web: their main text, and those that are not the page."""

import pytest

from library.ingestion.parsers.base import SectionKind
from library.ingestion.parsers.web import page as pages
from library.ingestion.parsers.web.package import Facts
from project.errors import UnreadableSource

WORDS = "Granules are the tops of columns of hot gas that rise in the photosphere of the Sun. "
AT = "https://sun.example/deep/page"


def read(html: str | bytes, charset: str = "", pictures: dict | None = None) -> pages.Document:
    data = html if isinstance(html, bytes) else html.encode()
    return pages.document_of(data, Facts(AT, charset, pictures))


def blocks(document) -> list:
    return [block for leaf in document.leaves for block in leaf.blocks]


ARTICLE = f"""<!doctype html><html lang="en"><head><title>Granules · Sun News</title>
<meta name="author" content="Ada Bright"><meta property="article:published_time"
content="2024-05-06">
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop</a></li></ul></nav>
<article><h1>Granules</h1><p>{WORDS * 3}</p>
<h2>How hot<span class="mw-editsection">[edit]</span></h2>
<p>By Stefan's law <math><mi>L</mi><mo>=</mo><mi>σ</mi><msup><mi>T</mi><mn>4</mn></msup></math> it
shines. {WORDS}</p>
<figure><img src="/pictures/granule.png" width="400" alt="Bright cells"><figcaption>A granule, seen
from above.</figcaption></figure>
<ul><li>Hot gas rises<ul><li>in the middle</li></ul></li><li>Cool gas sinks</li></ul>
<table><tr><th>Layer</th><th>Kelvin</th></tr><tr><td>Photosphere</td><td>5800</td></tr></table>
<p>{WORDS * 2}</p></article>
<footer><a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">Licence</a> Imprint
</footer></body></html>"""


def test_it_works():
    found = read(ARTICLE, pictures={"https://sun.example/pictures/granule.png": "1.png"})
    assert (found.title, found.authors, found.language) == ("Granules", ["Ada Bright"], "en")
    assert found.licence == "CC BY-SA 4.0"
    assert "2024-05-06" in found.attribution
    assert AT in found.attribution
    parts = {}
    for block in blocks(found):
        parts.setdefault(block.kind, []).append(block)
    assert [(b.text, b.level) for b in parts[SectionKind.HEADING]] == [
        ("Granules", 1),
        ("How hot", 2),
    ]
    assert "L = σT⁴" in " ".join(b.text for b in parts[SectionKind.TEXT])
    assert parts[SectionKind.LIST][0].text.split("\n") == [
        "• Hot gas rises", "  • in the middle", "• Cool gas sinks",
    ]  # fmt: skip
    assert "Photosphere | 5800" in parts[SectionKind.TABLE][0].text
    [figure] = parts[SectionKind.FIGURE]
    assert (figure.text, figure.alt, figure.media) == (
        "A granule, seen from above.", "Bright cells", "1.png",
    )  # fmt: skip
    said = " ".join(block.text for block in blocks(found))
    assert "Imprint" not in said
    assert "Shop" not in said
    draft = [block.media for block in blocks(read(ARTICLE)) if block.media]
    assert draft == ["https://sun.example/pictures/granule.png"]


@pytest.mark.parametrize(
    ("encoded", "said", "in_head"),
    [
        ("utf-8", "iso-8859-1", ""),  # the header is wrong
        ("windows-1252", "utf-8", ""),  # so is this one
        ("windows-1251", "", "windows-1251"),
        ("utf-16", "", ""),  # with its mark
        ("shift_jis", "no-such-charset", ""),
    ],
)
def test_the_charset_is_found(encoded, said, in_head):
    words = {
        "windows-1251": "Гранулы живут около восьми минут и исчезают. ",
        "shift_jis": "太陽の表面には粒状斑が見られる。それは高温の気体の柱の頂上である。",
    }.get(encoded, "Die Körner über der Sonne leben „kurz“: für acht Minuten, naïve Größen. ")
    head = f'<meta charset="{in_head}">' if in_head else ""
    html = f"<html><head>{head}<title>T</title></head><body><p>{words * 12}</p></body></html>"
    said_there = " ".join(block.text for block in blocks(read(html.encode(encoded), said)))
    assert words.strip() in said_there


def around(body: str, head: str = "") -> str:
    return f"<html><head><title>Sun News</title>{head}</head><body>{body}</body></html>"


PAID = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (
            around("<h1>Page not found</h1><p>Try the search, or go to our home page.</p>"),
            "soft_404",
        ),
        (around("<h1>Seite nicht gefunden</h1><p>Leider gibt es hier nichts.</p>"), "soft_404"),
        (around(f"<article><h1>Sun</h1><p>{WORDS}</p></article>", PAID), "paywall"),
        (around(f"<h1>Sun</h1><p>{WORDS}</p><div>Subscribe to continue reading</div>"), "paywall"),
        (
            around(
                "<h1>Before you continue</h1><p>We use cookies to show you what fits.</p>"
                "<button>Reject all cookies</button><button>Accept all cookies</button>"
            ),
            "consent_wall",
        ),
        (around('<div id="root"></div><script src="/app.js"></script>'), "empty_shell"),
        (
            around(
                "<noscript>You need to enable JavaScript to run this app.</noscript>"
                "<main></main><script>1</script>"
            ),
            "empty_shell",
        ),
        (around("<div>" * 200_000), "too_large"),
        (around("<p>x" * 1_700_000), "too_large"),
        ("", "empty"),
    ],
)
def test_a_page_that_is_not_the_page_says_so(html, code):
    with pytest.raises(UnreadableSource) as caught:
        read(html)
    assert caught.value.code == code


def test_what_only_speaks_of_walls_is_a_page():
    about = "<p>Publishers say: subscribe to continue reading. Others answer 404. </p>" * 3
    found = read(around(f"<article><h1>Paywalls</h1>{about}<p>{WORDS * 30}</p></article>"))
    assert found.leaves
    assert found.warnings == [
        "The site keeps some of this page for subscribers; what it shows was read."
    ]


def test_a_page_that_is_nested_somewhat_is_read():
    deep = "<div>" * 200 + f"<p>{WORDS * 10}</p>"
    assert "Granules" in " ".join(block.text for block in blocks(read(around(deep))))
