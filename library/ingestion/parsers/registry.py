"""Kind of source -> its parser, and a file's first bytes -> its kind.

A parser is imported only in the child process that reads with it.
"""

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from library.ingestion.parsers.base import Parser
from library.ingestion.parsers.legacy import TODAY, legacy_suffix


@dataclass(frozen=True, slots=True)
class Kind:
    """name: for people. parser: "module:Class". extensions: the first one is its own.

    unit: what a "page" of it is to who cites it: a printed page; a section that is numbered; a
      slide; a sheet that has a name; a part: a page where the label is a number, else what the
      label says; a moment of a recording.
    pictures: "module:function", which opens a picture that the file carries.
    opens_quickly: to open it takes nothing beside reading a few pages, so that two can share it.
    """

    name: str
    parser: str
    extensions: tuple[str, ...]
    unit: str = "section"
    pictures: str = ""
    opens_quickly: bool = False


_DOCUMENTS = "library.ingestion.parsers.documents"
_PICTURES = f"{_DOCUMENTS}.package:open_picture"

_RECORDING = "library.ingestion.parsers.recording:RecordingParser"
VIDEO_ENDINGS = (
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv", ".3gp", ".wmv",
    ".flv", ".mts", ".m2ts",
)  # fmt: skip
AUDIO_ENDINGS = (
    ".mp3", ".m4a", ".wav", ".flac", ".ogg", ".oga", ".opus", ".aac", ".aif", ".aiff", ".wma",
    ".amr", ".weba",
)  # fmt: skip
RECORDED = {"video", "audio"}  # kinds whose files are played

KINDS: dict[str, Kind] = {
    "pdf": Kind(
        "PDF",
        "library.ingestion.parsers.pdf:PdfParser",
        (".pdf",),
        unit="page",
        opens_quickly=True,
    ),
    "openstax": Kind(
        "OpenStax",
        "library.ingestion.parsers.openstax:OpenStaxParser",
        (".tar.gz", ".tgz", ".zip"),
        pictures="library.ingestion.parsers.openstax:open_media",
    ),
    "docx": Kind("Word", f"{_DOCUMENTS}.docx:DocxParser", (".docx",), "part", _PICTURES),
    "pptx": Kind("PowerPoint", f"{_DOCUMENTS}.pptx:PptxParser", (".pptx",), "slide", _PICTURES),
    "xlsx": Kind("Excel", f"{_DOCUMENTS}.xlsx:XlsxParser", (".xlsx",), "sheet"),
    "odt": Kind("OpenDocument", f"{_DOCUMENTS}.odt:OdtParser", (".odt",), "part", _PICTURES),
    "epub": Kind("EPUB", f"{_DOCUMENTS}.epub:EpubParser", (".epub",), pictures=_PICTURES),
    "html": Kind("HTML", f"{_DOCUMENTS}.page:HtmlParser", (".html", ".htm", ".xhtml")),
    "htmlz": Kind("HTML", f"{_DOCUMENTS}.page:HtmlZipParser", (".htmlz",), pictures=_PICTURES),
    # A page that was fetched from its address (`library.web`); a file of it is an .htmlz.
    "web": Kind("Web page", "library.ingestion.parsers.web:WebParser", ()),
    "youtube": Kind("YouTube", "library.ingestion.parsers.youtube:YouTubeParser", (), "moment"),
    # Its pages become sources in a folder (`library.web.sites`).
    "site": Kind("Website", "library.ingestion.parsers.web.sitemap:SitemapParser", ()),
    "markdown": Kind("Markdown", f"{_DOCUMENTS}.plain:MarkdownParser", (".md", ".markdown")),
    "rtf": Kind("RTF", f"{_DOCUMENTS}.plain:RtfParser", (".rtf",), "part"),
    # Many files in one: `library.bundles` tells it from a book of OpenStax.
    "zip": Kind("ZIP", "library.ingestion.parsers.bundle:BundleParser", ()),
    "video": Kind("Video", _RECORDING, VIDEO_ENDINGS, "moment"),
    "audio": Kind("Audio", _RECORDING, AUDIO_ENDINGS, "moment"),
    "captions": Kind(
        "Captions", "library.ingestion.captions.parser:CaptionsParser", (".vtt", ".srt"), "moment"
    ),
    "text": Kind("Text", f"{_DOCUMENTS}.plain:TextParser", (".txt", ".text"), "part"),
}
PDF_MAGIC = b"%PDF-"
RTF_MAGIC = b"{\\rtf"
ZIP_MAGIC = b"PK\x03\x04"
EXTENSIONS = tuple(extension for kind in KINDS.values() for extension in kind.extensions)


def recognise(first_bytes: bytes, filename: str) -> str | None:
    """Kind of a file, or None if it is none that can be read.

    A PDF is one under any name, and many a .doc is an RTF. What else a file is its name says (gzip
    and zip are no book by themselves); one that holds something else is still given to that kind's
    parser, which says what is wrong with it.
    """
    if first_bytes.startswith(PDF_MAGIC):
        return "pdf"
    if suffix := legacy_suffix(filename):
        return "rtf" if first_bytes.startswith(RTF_MAGIC) else TODAY[suffix]
    name = filename.lower()
    return next((key for key, kind in KINDS.items() if name.endswith(kind.extensions)), None)


def is_zip(kind: str, first_bytes: bytes) -> bool:
    """Whether what was taken for a book of OpenStax comes as a ZIP."""
    return kind == "openstax" and first_bytes.startswith(ZIP_MAGIC)


def open_picture(kind: str, path: Path, name: str) -> IO[bytes]:
    """A picture that a source carries beside its text. Raises UnreadableSource."""
    return _named(KINDS[kind].pictures)(path, name)


def load(dotted: str) -> Parser:
    """The parser named "module:Class". Raises ImportError or AttributeError."""
    return _named(dotted)()


def _named(dotted: str) -> Any:
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)
