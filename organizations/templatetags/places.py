"""{% org_url "library:source_detail" source.pk as url %}: an address in this organization."""

from django import template

from organizations.links import url_here
from organizations.managing import pages_for
from organizations.roles import role_word

register = template.Library()


@register.simple_tag(takes_context=True)
def org_url(context, name: str, *args) -> str:
    return url_here(context["request"], name, *args)


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
