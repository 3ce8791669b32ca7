"""The example client, against a running server."""

import importlib.util
from pathlib import Path

import pytest

from accounts.tokens import keys
from conftest import PASSWORD
from library import uploads
from library.ingestion.tests import pdfs

CLIENT = Path(__file__).resolve().parents[1] / "docs/examples/lectern_client.py"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "content"])


@pytest.fixture
def example():
    spec = importlib.util.spec_from_file_location("lectern_client", CLIENT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(live_server, settings, tmp_path) -> str:
    settings.TOKEN_KEYS = [tmp_path / "key.pem"]
    (tmp_path / "key.pem").write_bytes(keys._pem(keys.generate_private_key(65537, 2048)))
    return live_server.url


def test_it_works(school, example, site, tmp_path):
    path = pdfs.book(tmp_path / "optics.pdf")
    with example.Lectern.sign_in(site, school.bob.email, PASSWORD) as lectern:
        assert lectern.me()["person"]["email"] == school.bob.email
        pk = lectern.upload_project(path, title="Optics")
        assert [row["title"] for row in lectern.each("projects")] == ["Optics"]
        assert lectern._call("GET", f"projects/{pk}")["state"] == "queued"


def test_a_large_file_goes_in_parts(school, example, site, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "IN_ONE_PIECE_BYTES", 1000)
    monkeypatch.setattr(uploads, "PART_BYTES", 1000)
    path = pdfs.book(tmp_path / "optics.pdf")
    assert path.stat().st_size > 2000
    with example.Lectern.sign_in(site, school.bob.email, PASSWORD) as lectern:
        pk = lectern.upload_project(path)
        assert lectern._call("GET", f"projects/{pk}")["size_bytes"] == path.stat().st_size


def test_a_token_that_ran_out_is_renewed_and_a_refusal_says_why(school, example, site):
    with example.Lectern.sign_in(site, school.dana.email, PASSWORD) as lectern:
        lectern._api.headers["Authorization"] = "Bearer nonsense"
        assert lectern.me()["person"]["name"] == "Dana"
        with pytest.raises(example.Problem) as refused:
            lectern.upload_project(CLIENT)
        assert (refused.value.status, refused.value.code) == (403, "forbidden")
