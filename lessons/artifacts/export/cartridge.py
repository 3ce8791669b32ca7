"""Common Cartridge 1.1: a quiz as QTI 1.2, and the rest as web pages. 1.1 is what most import."""

from lxml import etree

from .items import ExportItem, ExportSet, ItemKind, with_page
from .markup import add, clean, html_of, serialized
from .packages import zipped
from .qti12 import CARTRIDGE, assessment

PACKAGING = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
METADATA = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
QUIZ, PAGE = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "webcontent"
ON_PAGES = frozenset({ItemKind.TEXT, ItemKind.SLIDE, ItemKind.CARD})


def write_cartridge(exported: ExportSet) -> bytes:
    asked = tuple(item for item in exported.items if item.kind not in ON_PAGES)
    told = [item for item in exported.items if item.kind in ON_PAGES]
    files: dict[str, tuple[str, str, bytes]] = {}
    if told:
        name = f"{exported.identifier}/page.html"
        files["page"] = (name, PAGE, _page(exported, told))
    if asked:
        name = f"{exported.identifier}/quiz.xml"
        files["quiz"] = (name, QUIZ, assessment(exported.only(asked), CARTRIDGE))
    manifest = _manifest(exported, files)
    return zipped(
        {"imsmanifest.xml": manifest} | {name: data for name, _type, data in files.values()}
    )


def _page(exported: ExportSet, items: list[ExportItem]) -> bytes:
    parts = []
    for item in items:
        parts.append(f"<h2>{html_of(item.stem)[3:-4]}</h2>")
        parts += map(html_of, item.answers)
        if said := with_page(item.explanation, item.reference):
            parts.append(html_of(said))
    if exported.attribution:
        parts.append(html_of(exported.attribution))
    title = html_of(exported.title)[3:-4]
    head = f'<meta charset="utf-8"/><title>{title}</title>'
    body = "\n".join([f"<h1>{title}</h1>", *parts])
    return (
        f'<!DOCTYPE html>\n<html lang="{exported.language}"><head>{head}</head>'
        f"<body>\n{body}\n</body></html>\n"
    ).encode()


def _manifest(exported: ExportSet, files: dict[str, tuple[str, str, bytes]]) -> bytes:
    names = {None: PACKAGING, "lomimscc": METADATA}
    root = etree.Element(f"{{{PACKAGING}}}manifest", nsmap=names)
    root.set("identifier", f"manifest-{exported.identifier}")
    _describe(root, exported)
    organization = add(
        add(root, "organizations"),
        "organization",
        identifier="organization",
        structure="rooted-hierarchy",
    )
    folder = add(add(organization, "item", identifier="root"), "item", identifier="folder")
    add(folder, "title", exported.title)
    resources = add(root, "resources")
    for key, (name, kind, _data) in files.items():
        identifier = f"{key}-{exported.identifier}"
        shown = add(folder, "item", identifier=f"item-{key}", identifierref=identifier)
        add(shown, "title", exported.title)
        resource = add(resources, "resource", identifier=identifier, type=kind)
        if kind == PAGE:
            resource.set("href", name)
        add(resource, "file", href=name)
    return serialized(root)


def _describe(root: etree._Element, exported: ExportSet) -> None:
    metadata = add(root, "metadata")
    add(metadata, "schema", "IMS Common Cartridge")
    add(metadata, "schemaversion", "1.1.0")
    lom = etree.SubElement(metadata, f"{{{METADATA}}}lom")
    general = add(lom, "general")
    title = add(add(general, "title"), "string", exported.title)
    title.set("language", exported.language)
    if exported.attribution:
        rights = add(lom, "rights")
        add(add(rights, "copyrightAndOtherRestrictions"), "value", "yes")
        add(add(rights, "description"), "string", clean(exported.attribution))
