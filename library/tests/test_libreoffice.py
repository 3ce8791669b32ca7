"""The real LibreOffice, where it is installed; without it these are skipped."""

import gzip
import http.server
import threading
import zipfile
from pathlib import Path

import pytest

from library.ingestion import cut_off, tests
from library.ingestion.converting import convert
from library.ingestion.parsers.legacy import program
from library.models import Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests.uploading import Door
from organizations import jobs
from organizations.scoping import scope, unscoped

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(program() is None, reason="needs LibreOffice"),
]
FOLDER = Path(tests.__file__).parent / "office"
FILES = {
    "tides.doc": ("docx", "water rises higher at a spring tide", "p. 2", 1),
    "volcanoes.ppt": ("pptx", "the only stone that floats", "slide 3", 2),
    "rivers.xls": ("xlsx", "length of the Danube in km", "sheet Rivers", 1),
}
SLIDE = """<office:document-content xmlns:office="{0}office:1.0" xmlns:draw="{0}drawing:1.0"
 xmlns:svg="{0}svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 office:version="1.2"><office:body><office:presentation><draw:page draw:name="one"><draw:frame
 svg:width="5cm" svg:height="5cm" svg:x="1cm" svg:y="1cm"><draw:image xlink:href="{1}"
 xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></draw:page>
</office:presentation></office:body></office:document-content>"""
MANIFEST = """<manifest:manifest xmlns:manifest="{0}manifest:1.0"><manifest:file-entry
 manifest:full-path="/" manifest:media-type="{1}"/><manifest:file-entry
 manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
NAMES, PRESENTATION = (
    "urn:oasis:names:tc:opendocument:xmlns:",
    "application/vnd.oasis.opendocument.presentation",
)


def content_of(name: str) -> bytes:
    path = FOLDER / name
    return (
        path.read_bytes()
        if path.exists()
        else gzip.decompress((FOLDER / f"{name}.gz").read_bytes())
    )


def test_old_files_are_cited_where_they_say_it(school, client):
    door = Door(school, client)
    for name in FILES:
        assert door.bring(name, content_of(name)).status_code == 200
    with unscoped("the worker reads for whoever waits"):
        while jobs.work("ingestion"):
            pass
    with scope(school.organization.pk):
        for name, (kind, words, reference, index) in FILES.items():
            source = Source.objects.get(filename=name)
            assert (source.kind, source.state) == (kind, Source.State.READY), source.problem
            [first, *_] = search(words, scope=Scope((source.pk,)))
            assert (first.reference, first.page) == (reference, index), name


class _Counting(http.server.BaseHTTPRequestHandler):
    def _count(self):
        self.server.asked.append(self.path)
        self.send_error(404)

    do_GET = do_HEAD = do_OPTIONS = _count

    def log_message(self, *arguments):
        pass


@pytest.fixture
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Counting)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("is_in_namespaces", [True, False])
def test_what_a_file_links_to_is_not_fetched(web, tmp_path, monkeypatch, is_in_namespaces):
    if not is_in_namespaces:
        monkeypatch.setattr(cut_off, "namespaces", lambda: ())
    link = f"http://127.0.0.1:{web.server_port}/picture.png"
    with zipfile.ZipFile(path := tmp_path / "linked.odp", "w") as file:
        file.writestr("mimetype", PRESENTATION)
        file.writestr("content.xml", SLIDE.format(NAMES, link))
        file.writestr("META-INF/manifest.xml", MANIFEST.format(NAMES, PRESENTATION))
    convert(path, "pptx", made := tmp_path / "made.pptx")
    assert made.exists()
    assert web.asked == []
