"""One address for what leads to one page, however people copy it; what leads elsewhere is none."""

import pytest

from library.addresses.kinds import recognise
from project.errors import UnreadableSource


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("example.org", "https://example.org/"),
        (" HTTPS://Example.ORG:443/a b?q=ü&utm_source=x#f ", "https://example.org/a%20b?q=%C3%BC"),
        ("http://münchen.de/straße", "http://xn--mnchen-3ya.de/stra%C3%9Fe"),
        ("https://example.org/%7Ea?a=b&c[]=d", "https://example.org/%7Ea?a=b&c[]=d"),
    ],
)
def test_it_works(written, address):
    assert recognise(written) == ("web", address)
    assert recognise(address) == ("web", address)


@pytest.mark.parametrize(
    "written",
    [
        "", "a b", "localhost", "file:///etc/passwd", "ftp://example.org/", "http://",
        "javascript:1", "http://user:word@example.org/", "http://example.org:22/", "https://\ud800.org/",
        "https://example.org/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_what_is_no_address_says_so(written):
    with pytest.raises(UnreadableSource, match="no address of a page"):
        recognise(written)
