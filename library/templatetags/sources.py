"""What templates ask of a source; the words are in `library.describing`."""

from uuid import UUID

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from library import describing
from library.citing import page_reference
from library.ingestion.captions import clock
from library.models import Source
from library.reading import ShownSection
from library.text_layer import draw_section
from project import wording
from project.languages import name_of

register = template.Library()


@register.filter
def cloth(source: Source) -> str:
    return describing.cloth_of(source)


@register.filter
def cloth_by_id(source_id: UUID) -> str:
    return describing.cloth_by_id(source_id)


@register.filter
def current_copying(copy: Source) -> dict:
    """Of a copy of a title, with stage and stages."""
    return describing.current_stage(copy.stage, copy.stages, waiting=_("Waiting to be copied"))


@register.filter
def current_stage(source: Source) -> dict:
    """Of a row of `list_sources`."""
    return describing.current_stage(source.stage, source.stages)


@register.filter
def in_about(seconds: float) -> str:
    return wording.in_about(seconds)


@register.filter
def pages_a_second(speed: float) -> str:
    return number_format(speed, 1 if speed < 10 else 0, force_grouping=True)


@register.filter
def length_of_time(seconds: float) -> str:
    """ "12:31" """
    return clock(seconds)


@register.filter
def reference(source: Source, label: str) -> str:
    return page_reference(source, label)


@register.filter
def is_locked(source: Source) -> bool:
    return source.problem_code in describing.LOCKED


@register.filter
def language_name(code: str) -> str:
    return name_of(code)


@register.simple_tag
def draw_sections(sections: list[ShownSection]) -> SafeString:
    return mark_safe("".join(map(draw_section, sections)))
