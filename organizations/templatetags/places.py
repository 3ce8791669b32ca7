"""Where a page's links lead, and in which language a piece of it is.

{% org_url "library:source_detail" source.pk as url %}: an address in this organization.
<p {{ source.language|language_attributes }}>: text that is not the interface's own.
"""

from django import template
from django.utils.html import format_html

from organizations.links import url_here
from organizations.managing import pages_for
from organizations.roles import role_word
from project.languages import direction_of

register = template.Library()


@register.simple_tag(takes_context=True)
def org_url(context, name: str, *args) -> str:
    return url_here(context["request"], name, *args)


@register.filter
def direction(code: str) -> str:
    return direction_of(code)


@register.filter
def language_attributes(code: str) -> str:
    """lang and dir; without a language, dir alone: a browser tells it from the text."""
    attributes = format_html('dir="{}"', direction_of(code))
    return format_html('lang="{}" {}', code, attributes) if code else attributes


@register.simple_tag(takes_context=True)
def role_name(context, role: str) -> str:
    """What a role is called in this organization."""
    return role_word(context["request"].organization, role).capitalize()


@register.simple_tag
def dotted(*facts) -> str:
    """Those that are there, with dots between them."""
    return " · ".join(str(fact) for fact in facts if fact)


@register.inclusion_tag("organizations/_manage_nav.html", takes_context=True)
def manage_nav(context, current: str) -> dict:
    """The menu of the pages from which the organization is run. current: the key of this one."""
    request = context["request"]
    entries = [
        {
            "label": page.label_in(request.organization),
            "url": url_here(request, page.url),
            "is_current": page.key == current,
        }
        for page in pages_for(request.membership)
    ]
    return {"entries": entries}
