"""Earlier texts of pages of the web that are old, and that nothing quotes.

One that has words which are quoted, and which no later text has, is kept as long as they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext_lazy

from library.models import EarlierText, Page, Source
from library.registries import CleanUp, clean_ups, quoting
from library.waste import delete_files
from library.web.earlier import QUOTED, pages_of
from organizations.models import Organization
from organizations.settings_schema import Storage
from project import storage
from project.storage import FileMissing, StoredFile
from project.text.quoting import find_quote
from project.wording import counted

WORDS = ngettext_lazy(
    "Texts that pages of the web had until more than %(count)s day ago, and that nothing quotes",
    "Texts that pages of the web had until more than %(count)s days ago, and that nothing quotes",
    "number",
)


def words(rules: Storage) -> str:
    return counted(WORDS, rules.earlier_days)


def find(organization: Organization) -> Iterator[StoredFile]:
    for earlier in _unused(organization):
        yield from _files(earlier)


def free(organization: Organization, is_over: Callable[[], bool]) -> Iterator[StoredFile]:
    """The row first: who opens it meanwhile is told that it is gone."""
    for earlier in _unused(organization):
        gone = _files(earlier)
        earlier.delete()
        delete_files(earlier.source_id, gone)
        yield from gone
        if is_over():
            return


def _files(earlier: EarlierText) -> list[StoredFile]:
    folder, _slash, _name = earlier.file_key.rpartition("/")
    files = storage.list_files(f"{folder}/")
    return [file for file in files if file.key == earlier.file_key]


def _unused(organization: Organization) -> list[EarlierText]:
    end = timezone.now() - timedelta(days=organization.options.storage.earlier_days)
    # While a source is read, its words of today are not all there.
    settled = EarlierText.objects.filter(
        source__organization_id=organization.pk, source__state__in=Source.READABLE
    )
    ids = set(settled.filter(replaced_at__lt=end).values_list("source_id", flat=True))
    rows = settled.filter(source_id__in=ids).order_by("source_id", "-number")
    lost = _lost_quotes(ids)
    unused: list[EarlierText] = []
    for source_id, texts in groupby(rows, key=lambda row: row.source_id):
        unused += (row for row in _unneeded(texts, lost[source_id]) if row.replaced_at < end)
    return unused


def _unneeded(texts: Iterable[EarlierText], quotes: set[str]) -> Iterator[EarlierText]:
    """texts: of one source, the newest first: a quote opens there (`earlier.place_of_quote`)."""
    for earlier in texts:
        found = _found(quotes, _passages(earlier)) if quotes else set()
        quotes = quotes - found
        if not found:
            yield earlier


def _passages(earlier: EarlierText) -> list[str]:
    try:
        return ["\n\n".join(page.paragraphs) for page in pages_of(earlier)]
    except FileMissing:  # a row whose file went in a crash
        return []


def _lost_quotes(ids: set[UUID]) -> dict[UUID, set[str]]:
    """What is quoted of them, and is not on their pages of today."""
    quoted: dict[UUID, set[str]] = defaultdict(set)
    for ask in quoting:
        for source_id, quotes in ask(ids).items():
            quoted[source_id] |= {quote[:QUOTED] for quote in quotes if quote}
    rows = Page.objects.filter(source_id__in=quoted).order_by("source_id")
    pages = rows.values_list("source_id", "text")
    for source_id, texts in groupby(pages, key=lambda row: row[0]):
        quoted[source_id] -= _found(quoted[source_id], [text for _id, text in texts])
    return quoted


def _found(quotes: set[str], texts: list[str]) -> set[str]:
    return {quote for quote in quotes if any(find_quote(quote, text) for text in texts)}


def register() -> None:
    clean_ups.append(CleanUp(words, find, free))
