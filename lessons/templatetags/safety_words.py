"""What a student is told on the page where they ask, and where adults read it."""

from django import template

from lessons.safety.watching import read_by, told_to
from organizations.links import url_here

register = template.Library()


@register.simple_tag(takes_context=True)
def told_who_reads(context) -> list[str]:
    membership = getattr(context.get("request"), "membership", None)
    return told_to(membership) if membership else []


@register.simple_tag(takes_context=True)
def chats_url(context, student_pk: int) -> str:
    """Where this person reads the student's chats; empty where they may not. One query a page."""
    request = context["request"]
    if not hasattr(request, "reads_chats_of"):
        request.reads_chats_of = read_by(request.membership)
    if student_pk not in request.reads_chats_of:
        return ""
    return url_here(request, "lessons:student_chats", student_pk)
