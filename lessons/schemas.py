"""What the API takes and gives of lessons, chats and use."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.models import Modality
from lessons.models import LessonRequest
from lessons.services.chat import MAX_QUESTION_CHARACTERS, TITLE_CHARACTERS
from lessons.strategies import registry as strategies


class LessonOut(Schema):
    id: UUID
    source_id: UUID
    title: str
    source_title: str
    scope_label: str
    language: str
    strategy: str
    state: str
    duration_s: float
    created_at: datetime


class LessonPage(Schema):
    items: list[LessonOut]
    next_cursor: str | None


class SegmentOut(Schema):
    """One turn of one teacher; odd positions are the left teacher's. Or a clip of a recording,
    which takes two positions: then text is what is said in it."""

    position: int
    is_clip: bool
    heading: str
    reference: str
    text: str

    @staticmethod
    def resolve_is_clip(segment) -> bool:
        return segment.clip is not None

    @staticmethod
    def resolve_text(segment) -> str:
        return " ".join(sentence["text"] for sentence in segment.sentences)


class LessonDetail(LessonOut):
    attribution: str
    segments: list[SegmentOut]

    @staticmethod
    def resolve_segments(lesson) -> list:
        return list(lesson.segments.order_by("position"))


class LessonAsked(Schema):
    """On a node of the source, or on pages as printed ("12-40"), or with neither on all of it.

    language: "" is the source's own. level: plain, full, or "" as the source is. topic: by which
    the part was found. anyway: a new one, though there is a lesson like it.
    """

    source_id: UUID
    node_id: UUID | None = None
    pages: str = Field("", max_length=30)
    modalities: list[Modality] = Field([Modality.TEXT], min_length=1, max_length=3)
    language: str = Field("", max_length=12)
    strategy: str = Field(strategies.DEFAULT, max_length=40)
    level: LessonRequest.Level = LessonRequest.Level.USUAL
    topic: str = Field("", max_length=200)
    anyway: bool = False


class LessonsOffered(Schema):
    """Nothing was asked for: these are on mostly the same pages or on a topic near by, the nearest
    first, and cost nothing to take. Send `anyway` for a new one."""

    state: Literal["offered"]
    similar: list[LessonOut]


class LessonRequested(Schema):
    lesson_id: UUID
    request_id: UUID
    state: str


class LessonStatus(Schema):
    """stage: at work now; seconds: of each stage that is done."""

    lesson_id: UUID
    state: str
    problem: str
    stage: str
    seconds: dict[str, float]


class LessonFile(Schema):
    """kind: html, pdf, wav, m4a, mp4, captions or chapters. url: good for an hour."""

    kind: str
    filename: str
    url: str


class LessonFilePage(Schema):
    items: list[LessonFile]
    next_cursor: str | None


class ChatNew(Schema):
    """source_ids: none for everything that the person may read."""

    title: str = Field("", max_length=TITLE_CHARACTERS)
    source_ids: list[UUID] = Field([], max_length=100)


class ChatOut(Schema):
    id: UUID
    title: str
    source_ids: list[UUID]
    is_about_everything: bool
    created_at: datetime
    asked_at: datetime


class ChatPage(Schema):
    items: list[ChatOut]
    next_cursor: str | None


class CitationOut(Schema):
    """page: the sheet, from 1; reference: as printed, "p. 527", or "at 12:31". time: of a
    recording, when the quoted words are said, from and to in seconds. A source that the person may
    not see any more has no quote."""

    source_id: UUID
    atom_id: UUID
    title: str
    page: int
    reference: str
    quote: str
    time: tuple[float, float] | None = None


class StatementOut(Schema):
    """One checked sentence; without citations no page supports it."""

    text: str
    citations: list[CitationOut]


class HelpOut(Schema):
    """name: "" for the organization's own words."""

    name: str
    reach: str


class MessageOut(Schema):
    """state: pending, streaming, done, failed, stopped or refused. nearest: where nothing answers.
    help: where help is, where a question is refused for safety or touches on it."""

    id: UUID
    session_id: UUID
    question: str
    state: str
    confidence: str
    problem: str
    statements: list[StatementOut]
    nearest: list[CitationOut]
    help: list[HelpOut]
    created_at: datetime


class ChatDetail(ChatOut):
    """messages: the last fifty, oldest first."""

    messages: list[MessageOut]


QuestionText = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS)]


class MessageNew(Schema):
    question: QuestionText


class Query(Schema):
    """In a chat, or about some sources, or with neither about everything one may read."""

    question: QuestionText
    session_id: UUID | None = None
    source_ids: list[UUID] = Field([], max_length=100)


class Usage(Schema):
    """Of the caller, this month (in UTC) and today. storage: of the files they added."""

    month: str
    text_lessons: int
    video_lessons: int
    questions_today: int
    storage_bytes: int
    storage_limit_bytes: int


class OrganizationUsage(Schema):
    """provider_cost_microusd: of this month's calls of models and voices."""

    month: str
    text_lessons: int
    video_lessons: int
    provider_calls: int
    provider_cost_microusd: int
    storage_bytes: int
    storage_limit_bytes: int | None


class PlanUse(Schema):
    """meter: text, video or question. used: with what is being made; a video that was made in part
    counts in part. limit: null is none. why: a sentence that says where the limit comes from."""

    meter: str
    plan: str
    used: float
    limit: int | None
    why: str
    resets_at: datetime


class UsageOut(Schema):
    """organization: for those who see its dashboard; null for all others."""

    me: Usage
    plan: list[PlanUse]
    organization: OrganizationUsage | None
