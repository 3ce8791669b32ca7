"""Small books in OpenStax's source form, made for one test."""

import io
import tarfile
from pathlib import Path

from library.ingestion.parsers.base import Block, ParsedPage
from library.ingestion.parsers.openstax import OpenStaxParser

PICTURE = b"\x89PNG\r\n\x1a\n not looked at by the parser"


def module(title: str, content: str, *, classes: str = "", glossary: str = "") -> str:
    return (
        f'<document xmlns="http://cnx.rice.edu/cnxml" xmlns:m="http://www.w3.org/1998/Math/MathML"'
        f' class="{classes}"><title>{title}</title>'
        f'<metadata xmlns:md="http://cnx.rice.edu/mdml"><md:title>{title}</md:title></metadata>'
        f"<content>{content}</content>{glossary}</document>"
    )


def collection(content: str, *, title: str = "A Small Book", language: str = "en") -> str:
    return (
        '<col:collection xmlns:col="http://cnx.rice.edu/collxml"'
        ' xmlns="http://cnx.rice.edu/collxml" xmlns:md="http://cnx.rice.edu/mdml">'
        f"<metadata><md:title>{title}</md:title><md:language>{language}</md:language>"
        '<md:license url="http://creativecommons.org/licenses/by/4.0/">Attribution</md:license>'
        f"</metadata><col:content>{content}</col:content></col:collection>"
    )


def chapter(title: str, *documents: str) -> str:
    modules = "".join(f'<col:module document="{name}"/>' for name in documents)
    return (
        f"<col:subcollection><md:title>{title}</md:title>"
        f"<col:content>{modules}</col:content></col:subcollection>"
    )


def module_ref(document: str) -> str:
    return f'<col:module document="{document}"/>'


def write_book(
    folder: Path,
    content: str,
    modules: dict[str, str | bytes],
    *,
    media: tuple[str, ...] = (),
    language: str = "en",
    others: tuple[str, ...] = (),
) -> Path:
    """The folder of a bundle; `others` are slugs of further books with the same contents."""
    slugs = ["small", *others]
    for name in ("META-INF", "collections", "modules", "media"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    books = "".join(
        f'<book slug="{slug}" href="../collections/{slug}.collection.xml"/>' for slug in slugs
    )
    container = f'<container xmlns="https://openstax.org/namespaces/book-container">{books}'
    (folder / "META-INF" / "books.xml").write_text(f"{container}</container>")
    for slug in slugs:
        path = folder / "collections" / f"{slug}.collection.xml"
        path.write_text(collection(content, language=language))
    for document, text in modules.items():
        (folder / "modules" / document).mkdir()
        data = text if isinstance(text, bytes) else text.encode()
        (folder / "modules" / document / "index.cnxml").write_bytes(data)
    for name in media:
        (folder / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "media" / name).write_bytes(PICTURE)
    return folder


def pack(folder: Path, to: Path) -> Path:
    with tarfile.open(to, "w:gz") as tar:
        tar.add(folder, arcname="osbooks-small")
    return to


def tar_of(to: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """An archive with exactly these members, however hostile."""
    with tarfile.open(to, "w:gz") as tar:
        for info, data in members:
            info.size = len(data) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(data))
    return to


def pages_of(path: Path) -> list[ParsedPage]:
    return list(OpenStaxParser().read_pages(path, 0, 1000))


def read_content(folder: Path, content: str, **more) -> list[Block]:
    """Blocks of one section (1.1, after the chapter's introduction), without its heading."""
    modules = {"m1": module("Introduction", "<para>i</para>", classes="introduction")}
    modules["m2"] = module("Section", content, glossary=more.pop("glossary", ""))
    write_book(folder, chapter("Chapter", "m1", "m2"), modules, **more)
    return pages_of(folder)[1].blocks[1:]
