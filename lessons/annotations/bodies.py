"""What an annotation of each kind may hold. Everything written is plain text, never markup."""

import re
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from lessons.models import Annotation
from project.errors import Invalid
from project.text.storable import storable
from project.wording import grouped

TEXT_CHARACTERS = 10_000
TITLE_CHARACTERS = 200
STROKES, POINTS, ALL_POINTS = 200, 2000, 20_000  # of a drawing, of a stroke, of all strokes
TAGS, TAG_CHARACTERS = 12, 40
# What a browser would run, were it ever shown as it is.
SCRIPT = re.compile(r"<\s*/?\s*(script|iframe|object|embed)\b", re.IGNORECASE)


def _plain(text: str) -> str:
    text = storable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > TEXT_CHARACTERS:
        raise ValueError(
            _("A note can have at most %(limit)s characters. Shorten it.")
            % {"limit": grouped(TEXT_CHARACTERS)}
        )
    if SCRIPT.search(text):
        raise ValueError(_("A note is plain text: it cannot hold a script or an embedded page."))
    return text


def _written(text: str) -> str:
    if not text:
        raise ValueError(_("Write something first."))
    return text


def _short(text: str) -> str:
    if len(text) > TITLE_CHARACTERS:
        raise ValueError(
            _("A bookmark's name can have at most %(limit)s characters.")
            % {"limit": TITLE_CHARACTERS}
        )
    return text


Text = Annotated[str, AfterValidator(_plain)]


class Stroke(BaseModel):
    """points: x, y in points of the page, from its upper left corner."""

    model_config = ConfigDict(extra="forbid")

    points: list[tuple[float, float]] = Field(min_length=1, max_length=POINTS)
    width: float = Field(2, ge=0.5, le=20)
    colour: Annotation.Colour = Annotation.Colour.BLUE


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Text = ""


class HighlightBody(Body):
    pass


class NoteBody(Body):
    text: Annotated[Text, AfterValidator(_written)]


class BookmarkBody(Body):
    text: Annotated[Text, AfterValidator(_short)] = ""


def _not_too_many(strokes: list[Stroke]) -> list[Stroke]:
    if sum(len(stroke.points) for stroke in strokes) > ALL_POINTS:
        raise ValueError(_("This drawing has too many lines. Save it in parts."))
    return strokes


class DrawingBody(Body):
    strokes: Annotated[
        list[Stroke], Field(min_length=1, max_length=STROKES), AfterValidator(_not_too_many)
    ]


BODIES: dict[str, type[Body]] = {
    Annotation.Kind.HIGHLIGHT: HighlightBody,
    Annotation.Kind.NOTE: NoteBody,
    Annotation.Kind.DRAWING: DrawingBody,
    Annotation.Kind.BOOKMARK: BookmarkBody,
}


def read_body(kind: str, sent: dict[str, Any]) -> Body:
    """Raises Invalid, with what is wrong in words."""
    try:
        return BODIES[kind].model_validate(sent)
    except ValidationError as error:
        raise Invalid(sentences_of(error)) from error


def read_reply(text: str) -> str:
    """Raises Invalid."""
    return read_body(Annotation.Kind.NOTE, {"text": text}).text


def sentences_of(error: ValidationError) -> str:
    """Names what is wrong, never what was sent."""
    return " ".join(_sentence(problem) for problem in error.errors(include_input=False))


def _sentence(problem: Any) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    place = ".".join(map(str, problem["loc"]))
    return f"{place}: {problem['msg']}."


def read_tags(sent: list[str]) -> list[str]:
    """In lower case, each once, as they came. Raises Invalid."""
    tags = [" ".join(storable(tag).lower().split()) for tag in sent]
    tags = list(dict.fromkeys(tag for tag in tags if tag))
    if len(tags) > TAGS or any(len(tag) > TAG_CHARACTERS for tag in tags):
        raise Invalid(
            _("At most %(count)s tags, each of at most %(length)s characters.")
            % {"count": TAGS, "length": TAG_CHARACTERS}
        )
    if any(SCRIPT.search(tag) for tag in tags):
        raise Invalid(_("A tag is plain text: it cannot hold a script or an embedded page."))
    return tags
