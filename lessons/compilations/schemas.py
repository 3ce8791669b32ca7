"""What the API takes and gives of compilations. Times of recordings are in milliseconds."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from project.text.storable import storable

MOST_MS = 10**9
Moment = Annotated[int, Field(ge=0, le=MOST_MS)]
Heading = Annotated[str, Field(max_length=200), AfterValidator(storable)]
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S"), AfterValidator(storable)]
Captions = Literal["side", "burnt", "none"]
Fade = Literal[0, 500, 1000]


class ClipIn(Schema):
    """A stretch of a recording that one sees; it comes at the end."""

    model_config = ConfigDict(extra="forbid")

    source_id: UUID
    start_ms: Moment
    end_ms: Moment


class ClipPatch(Schema):
    """What is left out stays. position: from 1; heading: on its title card."""

    model_config = ConfigDict(extra="forbid")

    position: int | None = Field(None, ge=1, le=1000)
    start_ms: Moment | None = None
    end_ms: Moment | None = None
    heading: Heading | None = None


class CompilationIn(Schema):
    model_config = ConfigDict(extra="forbid")

    title: Title
    language: str = Field("", max_length=12, pattern=r"^[A-Za-z0-9-]*$")


class CompilationPatch(Schema):
    """What is left out stays. captions: can be switched on, in the picture, or none. fade_ms: how
    long clips cross; 0 is a cut."""

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None
    captions: Captions | None = None
    fade_ms: Fade | None = None
    has_cards: bool | None = None
    is_shared: bool | None = None

    def changes(self) -> dict[str, Any]:
        return self.model_dump(exclude_none=True)


class ClipOut(Schema):
    """words: what is said in it. is_lost: its recording was deleted."""

    id: UUID
    position: int
    source_id: UUID
    source_title: str
    attribution: str
    start_ms: int
    end_ms: int
    heading: str
    words: str
    is_lost: bool


class CompilationOut(Schema):
    """state: draft, queued, making, ready or failed. is_outdated: it was changed since its film was
    made. is_shared: students see it who see all of its recordings."""

    id: UUID
    title: str
    language: str
    captions: Captions
    fade_ms: int
    has_cards: bool
    is_shared: bool
    state: str
    problem: str
    is_outdated: bool
    duration_s: float
    size_bytes: int
    created_at: datetime


class CompilationPage(Schema):
    items: list[CompilationOut]
    next_cursor: str | None


class FilmFile(Schema):
    """kind: mp4 or vtt. url: good for some hours."""

    kind: Literal["mp4", "vtt"]
    filename: str
    url: str


class Progress(Schema):
    """stage: clips or film, the last that was at work; empty before the first."""

    stage: str
    done: int
    total: int


class CompilationDetail(CompilationOut):
    clips: list[ClipOut]
    files: list[FilmFile]
    progress: Progress
