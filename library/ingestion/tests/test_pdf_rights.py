"""What a PDF says of its licence and of whose it is."""

import pymupdf
import pytest

from library.ingestion.parsers.pdf import PdfParser
from library.ingestion.tests import pdfs

BY = "http://creativecommons.org/licenses/by-sa/3.0/"
NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    ' xmlns:cc="http://creativecommons.org/ns#"'
)


def inspect(tmp_path, *, xmp: str = "", attributes: str = "", **information):
    document = pymupdf.open()
    pdfs.put_lines(document.new_page(), pdfs.LEFT, 100, ["A book of one page."])
    document.set_metadata({"title": "A Book"} | information)
    if xmp or attributes:
        description = f'<rdf:Description rdf:about="" {attributes}>{xmp}</rdf:Description>'
        document.set_xml_metadata(f"<rdf:RDF {NAMESPACES}>{description}</rdf:RDF>")
    return PdfParser().inspect(pdfs.save(document, tmp_path / "a.pdf"))


def rights(text: str, language: str = "x-default") -> str:
    return f'<rdf:li xml:lang="{language}">{text}</rdf:li>'


def test_it_works(tmp_path):
    xmp = (
        f"<dc:rights><rdf:Alt>{rights('(c) Verein', 'de')}{rights('(c) The Club')}</rdf:Alt>"
        f'</dc:rights><cc:license rdf:resource="{BY}"/>'
        "<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq></dc:creator>"
    )
    found = inspect(tmp_path, xmp=xmp)
    assert (found.licence, found.attribution) == ("CC BY-SA 3.0", "(c) The Club")
    assert found.authors == ["Ann", "Bo"]


@pytest.mark.parametrize(
    ("said", "licence", "attribution"),
    [
        ({}, "", ""),
        ({"author": "Ann; Bo"}, "", "A Book, Ann, Bo"),
        ({"attributes": f'xmpRights:WebStatement="{BY}"'}, "CC BY-SA 3.0", ""),
        ({"xmp": f"<dc:rights>See {BY} for it.</dc:rights>"}, "CC BY-SA 3.0", f"See {BY} for it."),
        ({"xmp": "<dc:rights>All rights reserved.</dc:rights>"}, *["All rights reserved."] * 2),
        (
            {"attributes": 'xmpRights:WebStatement="https://club.example/terms"', "author": "Ann"},
            "https://club.example/terms", "A Book, Ann",
        ),
        (
            {"xmp": "<cc:license>https://creativecommons.org/publicdomain/zero/1.0/</cc:license>"
             "<cc:attributionName>The Club</cc:attributionName>"
             '<cc:attributionURL rdf:resource="https://club.example"/>'},
            "CC0 1.0", "The Club, https://club.example",
        ),
        ({"xmp": "<dc:rights><broken></dc:rights>", "author": "Ann"}, "", "A Book, Ann"),
        ({"xmp": f"<dc:rights>{'x' * 9999}</dc:rights>"}, "x" * 200, "x" * 500),
    ],
)  # fmt: skip
def test_what_is_said(tmp_path, said, licence, attribution):
    found = inspect(tmp_path, **said)
    assert (found.licence, found.attribution) == (licence, attribution)


def test_an_entry_of_the_document_information(tmp_path):
    document = pymupdf.open()
    pdfs.put_lines(document.new_page(), pdfs.LEFT, 100, ["A book of one page."])
    document.set_metadata({"title": "A Book"})
    xref = int(document.xref_get_key(-1, "Info")[1].split()[0])
    document.xref_set_key(xref, "License", f"({BY})")
    found = PdfParser().inspect(pdfs.save(document, tmp_path / "a.pdf"))
    assert (found.licence, found.attribution) == ("CC BY-SA 3.0", "")


def test_entities_are_refused_and_nothing_is_said(tmp_path):
    document = pymupdf.open()
    document.new_page()
    document.set_xml_metadata(
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rdf:RDF {NAMESPACES}>'
        "<rdf:Description><dc:rights>&e;</dc:rights></rdf:Description></rdf:RDF>"
    )
    found = PdfParser().inspect(pdfs.save(document, tmp_path / "a.pdf"))
    assert (found.licence, found.attribution, found.warnings) == ("", "", [])
