"""What higher apps put on a source's page and make from a source, from `AppConfig.ready()`."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise

from library.models import Page, Source
from organizations.models import Organization
from organizations.settings_schema import Storage
from project.storage import StoredFile


@dataclass(frozen=True, slots=True)
class Panel:
    """template: rendered with the page's context and `panel`, this object."""

    template: str
    data: dict = field(default_factory=dict)


# Called with the request and the source; None where there is nothing to show.
source_panels: list[Callable[[HttpRequest, Source], Panel | None]] = []


@dataclass(frozen=True, slots=True)
class ReaderPanel:
    """template: rendered beside a page, with the page's context and `panel`, this object.

    script: a static file that the panel needs, or "".
    keys: (key, what it does), for the reader's list of keys.
    margin: a template that stands at each teacher, with its `side`, or "".
    """

    template: str
    data: dict = field(default_factory=dict)
    script: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    margin: str = ""


# Called with the request, the source (with its `level`) and the page; None where there is nothing.
reader_panels: list[Callable[[HttpRequest, Source, Page], ReaderPanel | None]] = []

# Called with the request, the source and the index of the page that one is on, for what stands
# above the contents beside it; None where there is nothing.
contents_panels: list[Callable[[HttpRequest, Source, int], Panel | None]] = []


@dataclass(frozen=True, slots=True)
class Follower:
    """What is made from sources, and what becomes of it when one is deleted. In this order:

    panel: for the page that asks before deleting; None where nothing was made from the source.
    settle: at once, before the source goes out of sight; safe to run twice. keeps: whether
        what was made stays readable for those who can read it now.
    finish: in the background, before the source's own rows go; False where is_over() held.
    """

    panel: Callable[[Source], Panel | None]
    settle: Callable[[Source, bool], None]
    finish: Callable[[Source, Callable[[], bool]], bool]


followers: list[Follower] = []


@dataclass(frozen=True, slots=True)
class PartHolder:
    """What points at a part of a book's tree by its id. In the scope.

    held: how much of it does, in words ("2 lessons").
    leave: the part is gone, and was these pages (indexes, both included); safe to run twice.
    """

    held: Callable[[Source, UUID], list[str]]
    leave: Callable[[Source, UUID, tuple[int, int]], None]


part_holders: list[PartHolder] = []


@dataclass(frozen=True, slots=True)
class StorageMeter:
    """Bytes that are kept for an organization, beside the files of its sources. In the scope.

    total: of an organization. of_sources: source id -> bytes, of those that have any.
    of_people: of an organization, user id (None: nobody's any more) -> bytes.
    prefixes: of an organization, all below which storage keeps what is counted; what several
        organizations share is named for each.
    """

    label: str | Promise
    total: Callable[[UUID], int]
    of_sources: Callable[[Iterable[UUID]], dict[UUID, int]]
    of_people: Callable[[UUID], dict[UUID | None, int]] = lambda organization_id: {}
    prefixes: Callable[[UUID], Iterable[str]] = lambda organization_id: ()


storage_meters: list[StorageMeter] = []


@dataclass(frozen=True, slots=True)
class CleanUp:
    """What storage keeps that nobody would miss, beside pictures and uploads. In the scope.

    words: for people, by the organization's rules.
    find: asks storage; what could go.
    free: lets it go, batch by batch, and says what went; stops early where is_over() held.
    """

    words: Callable[[Storage], str]
    find: Callable[[Organization], Iterable[StoredFile]]
    free: Callable[[Organization, Callable[[], bool]], Iterable[StoredFile]]


clean_ups: list[CleanUp] = []

# Called with ids of sources, in any organization; id -> words that are quoted of it, also such as
# it does not say any more.
quoting: list[Callable[[Collection[UUID]], dict[UUID, set[str]]]] = []

# Called when the text of one of its pages was put in another order or cut otherwise by a person,
# with the page as it is now. Safe to run twice.
after_correcting: list[Callable[[Source, Page], None]] = []

# Called when a source has been read, anew or for the first time, before it is shown as ready; in
# the scope of its organization, or the catalogue's. Safe to run twice.
after_reading: list[Callable[[Source], None]] = []
