"""What the API takes and gives of sources and passages."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from library.models import Source
from organizations.models import Grant

Sha256 = Annotated[str, StringConstraints(pattern=r"^([0-9a-fA-F]{64})?$")]


class SourceOut(Schema):
    """problem: for people, where it could not be read as a whole; empty otherwise. duration_s: of a
    recording, 0 of other sources. page_count: of a recording its stretches of about a minute.
    address: where it was fetched from; empty for a file that was sent.
    """

    id: UUID
    title: str
    description: str
    authors: list
    kind: str
    language: str
    state: str
    problem: str
    address: str
    page_count: int
    duration_s: float
    size_bytes: int
    created_at: datetime
    updated_at: datetime


class SourcePage(Schema):
    items: list[SourceOut]
    next_cursor: str | None


class SourceDetail(SourceOut):
    """download_url: good for an hour; null for whom the file is not."""

    audience: Literal["everybody", "chosen", "alone"]
    students_get_file: bool
    download_url: str | None


class NewSource(Schema):
    """sha256: of the file, hexadecimal; where it is sent, confirm compares it."""

    filename: str = Field(min_length=1, max_length=255)
    size_bytes: int = Field(ge=1, le=2**40)
    media_type: str = Field("", max_length=100)
    title: str = Field("", max_length=300)
    description: str = Field("", max_length=5000)
    sha256: Sha256 = ""


class NewAddress(Schema):
    """address: of a page or a file on the web; it is fetched by a worker."""

    address: str = Field(min_length=1, max_length=2000)
    title: str = Field("", max_length=300)
    description: str = Field("", max_length=5000)


class Target(Schema):
    """Send the file as the body of this request; good for an hour."""

    method: str
    url: str
    headers: dict[str, str]
    fields: dict[str, str]


class Announced(Schema):
    """upload: where the whole file goes; null for one that comes in parts (see …/parts)."""

    id: UUID
    upload: Target | None
    part_bytes: int


class Part(Schema):
    """One that is still to be sent, from byte (number - 1) * part_bytes on."""

    number: int
    size_bytes: int
    upload: Target


class Parts(Schema):
    """received: numbers of those that are here, from 1."""

    part_bytes: int
    received: list[int]
    missing: list[Part]


class ConfirmedOut(Schema):
    """is_duplicate: the file was here already; `id` is the source that was first."""

    id: UUID
    is_duplicate: bool
    state: str
    title: str


class SourceChange(Schema):
    """What is left out stays as it is."""

    title: str | None = Field(None, min_length=1, max_length=300)
    description: str | None = Field(None, max_length=5000)
    students_get_file: bool | None = None


class ReceiptOut(Schema):
    """What goes; files and rows are deleted in the background."""

    title: str
    file_bytes: int
    pictures_bytes: int
    pages: int
    sections: int
    passages: int
    vectors: int
    grants: int


class StatusOut(Schema):
    """seconds: each stage that is done. receipt: what was read, in pages. problem_code: a word for
    programs, such as "youtube_blocked"; empty where nothing is wrong."""

    id: UUID
    state: str
    problem: str
    problem_code: str
    stage: str
    seconds: dict[str, float]
    receipt: dict


class AccessIn(Schema):
    """to: a membership's id for a person, the id of a class or a school, "teacher" or "student"
    for a role."""

    kind: Literal["person", "class", "school", "role"]
    to: str = Field(min_length=1, max_length=40)
    level: Literal["view", "annotate", "edit", "administer"]
    expires_at: datetime | None = None


class AccessOut(Schema):
    id: UUID
    kind: str
    to: str
    name: str
    level: str
    expires_at: datetime | None


class AccessPage(Schema):
    items: list[AccessOut]
    next_cursor: str | None


class LinkIn(Schema):
    """days: until it runs out. password: at least 8 characters, or none."""

    days: int = Field(7, ge=1, le=365)
    password: str = Field("", max_length=128)


class LinkOut(Schema):
    """is_good: it opens the project now. opened_at: the last time."""

    id: UUID
    has_password: bool
    is_good: bool
    created_at: datetime
    expires_at: datetime
    opened_at: datetime | None


class LinkMade(LinkOut):
    """url: for whoever shall read it; it is told here and never again."""

    url: str


class LinkPage(Schema):
    items: list[LinkOut]
    next_cursor: str | None


LEVELS = {level.name.lower(): level.value for level in Grant.Level}


class Shown(Schema):
    q: str = Field("", max_length=200, description="Words of the title or of a part's.")
    state: Literal["", *Source.State.values] = ""


class Passage(Schema):
    """page: index of the sheet, from 0; page_label: as printed; score: higher is better. time: of a
    recording, when its beginning is said, from and to in seconds; null for other sources."""

    atom_id: UUID
    source_id: UUID
    title: str
    heading: str
    page: int
    page_label: str
    reference: str
    score: float
    text: str
    time: tuple[float, float] | None


class Question(Schema):
    q: str = Field(min_length=1, max_length=500)
    source: UUID | None = Field(None, description="One source; by default all that one may read.")
    limit: int = Field(10, ge=1, le=50)
