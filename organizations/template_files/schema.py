"""The shape of a template: what an organization of some types can begin with."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from organizations.models import Organization
from organizations.settings_schema import Feature, Name

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SampleLesson(Part):
    """source: a title of the catalogue. chapter: its number, as printed."""

    title: Text
    source: Name
    chapter: Text
    modalities: tuple[Literal["text", "audio", "video"], ...] = ("text",)


class SampleClass(Part):
    name: Text
    subject: Annotated[str, StringConstraints(max_length=120)] = ""
    grade_level: Annotated[str, StringConstraints(max_length=20)] = ""


class Template(Part):
    """version: raised with each change of the file, so that it can be applied again.

    types: of organizations it is meant for. sources: titles of the catalogue, by slug.
    """

    slug: Name
    version: int = Field(ge=1)
    title: Text
    about: str
    types: tuple[Organization.Type, ...] = Field(min_length=1)
    sources: tuple[Name, ...] = ()
    strategies: tuple[Name, ...] = ()
    lessons: tuple[SampleLesson, ...] = ()
    classes: tuple[SampleClass, ...] = ()
    flags: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _agree(self):
        if missing := {lesson.source for lesson in self.lessons} - set(self.sources):
            raise ValueError(f"lessons are made from {sorted(missing)}, which sources leaves out")
        if held_back := set(self.flags) & set(Feature):
            raise ValueError(f"flags {sorted(held_back)} would hold a feature back from all others")
        names = [each.name.lower() for each in self.classes]
        if len(set(names)) < len(names):
            raise ValueError("two classes have one name")
        return self

    def lessons_with(self, modality: str) -> int:
        return sum(modality in lesson.modalities for lesson in self.lessons)
