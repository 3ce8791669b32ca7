"""The catalogues of the interface: `make messages` brings them up to date.

Collects every marked message of the code and the templates, and what people read of the global
strategies' specs, merges them into
project/locale/<language>/LC_MESSAGES/django.po, and compiles each beside it. With --check it
changes nothing and names what is missing, untranslated, doubtful, or not compiled. Needs no
gettext of the system, no settings and no database.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SPECS = ROOT / "lessons" / "strategies" / "specs"
LOCALE = ROOT / "project" / "locale"
APPS = ("accounts", "organizations", "billing", "library", "lessons", "project")
# The kit shows components to those who make them; its words are samples.
# What is for developers, and a page of a book in its own language.
LEFT_OUT = {"templates/kit.html", "project/kit.py", "templates/_spread.html"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT = "Translators:"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
# A translation stands where its source stands, also between the quotes of an attribute.
MARKUP = re.compile(r'</?\w+|"|&\w*;?')


class Undated(Catalog):
    """A catalogue whose head says nothing that changes with every run."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def main(*, check: bool) -> int:
    source = collect()
    problems = []
    for language in languages():
        catalog = merged(language, source)
        if check:
            problems += problems_of(language, catalog)
        else:
            write(language, catalog)
    print("\n".join(problems) or f"{len(source)} messages, {', '.join(languages())}: all there.")
    return 1 if problems else 0


def languages() -> list[str]:
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def collect() -> Catalog:
    """Every message of the code, with the files it stands in."""
    catalog = Catalog()
    for path in sorted([*modules(), *templates()]):
        name = path.relative_to(ROOT).as_posix()
        if name not in LEFT_OUT:
            for context, message, comments in _messages(path):
                catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    for path in sorted(SPECS.glob("*.yaml")):
        for message in _said_of(path):
            catalog.add(message, None, [(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def _said_of(path: Path) -> Iterator[str]:
    """What people read of a global strategy."""
    spec = yaml.safe_load(path.read_text("utf-8"))
    yield from (spec["name"], spec["description"], spec["tone"])
    for phase in spec["phases"]:
        yield from (phase["title"], phase["purpose"], phase["evidence"])


def modules() -> Iterator[Path]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if not {"tests", "migrations"} & set(path.parts):
                yield path


def templates() -> Iterator[Path]:
    return (ROOT / "templates").rglob("*.html")


def _messages(path: Path) -> Iterator[tuple]:
    """(context, message or (one, many), comments)"""
    text = path.read_text("utf-8")
    if path.suffix == ".html":  # as Python, flush left: its own indentation means nothing
        text = "\n".join(line.strip() for line in templatize(text, path.name).splitlines())
    file = io.BytesIO(text.encode())
    for _, function, said, comments in extract_python(file, KEYWORDS, [COMMENT], {}):
        if not said:  # of a variable: marked where it is written
            continue
        said = [said] if isinstance(said, str) else list(said)
        context = said.pop(0) if function.startswith(("pgettext", "npgettext")) else None
        count = 2 if "ngettext" in function or "npgettext" in function else 1
        message = said[0] if count == 1 else tuple(said[:2])
        if isinstance(said[0], str) and said[0]:
            yield context, message, comments


def merged(language: str, source: Catalog) -> Catalog:
    """The language's catalogue with the messages of the code, and no others."""
    with po_path(language).open("rb") as file:
        catalog = undated(read_po(file, locale=language, charset="utf-8"))
    catalog.update(source, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def undated(catalog: Catalog) -> Undated:
    head = "# What people read of Lectern: docs/translating.md."
    copy = Undated(catalog.locale, fuzzy=False, header_comment=head)
    for message in catalog:
        if message.id:
            copy[message.id] = message
    return copy


def as_po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=99, sort_output=True, include_lineno=False)
    return out.getvalue()


def as_mo(po: bytes, language: str) -> bytes:
    out = io.BytesIO()
    write_mo(out, undated(read_po(io.BytesIO(po), locale=language)))
    return out.getvalue()


def write(language: str, catalog: Catalog) -> None:
    po = as_po(catalog)
    po_path(language).write_bytes(po)
    po_path(language).with_suffix(".mo").write_bytes(as_mo(po, language))


def problems_of(language: str, catalog: Catalog) -> list[str]:
    """Sentences; empty where the catalogue is complete, sound and compiled."""
    path = po_path(language)
    found = [
        f"{language}: {problem}: {message.id!r}"
        for message in catalog
        if message.id and (problem := problem_of(message))
    ]
    po, mo = path.read_bytes(), path.with_suffix(".mo")
    if po != as_po(catalog):
        found.append(f"{language}: the catalogue is not that of the code. Run: make messages")
    if not mo.is_file() or mo.read_bytes() != as_mo(po, language):
        found.append(f"{language}: the .mo is not the compiled .po. Run: make messages")
    return found


def problem_of(message: Message) -> str:
    """What keeps a translation from being used, in a few words; or nothing."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    if not all(forms):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    allowed = set().union(*(PLACEHOLDER.findall(source) for source in sources))
    if any(not set(PLACEHOLDER.findall(form)) <= allowed for form in forms):
        return "a placeholder that the source does not have"
    if set(PLACEHOLDER.findall(forms[-1])) != set(PLACEHOLDER.findall(sources[-1])):
        return "a placeholder is missing"
    if any(sorted(MARKUP.findall(form)) != sorted(MARKUP.findall(sources[-1])) for form in forms):
        return "other markup or quotation marks than the source"
    return ""


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
