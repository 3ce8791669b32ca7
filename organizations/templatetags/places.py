"""{% org_url "library:source_detail" source.pk as url %}: an address in this organization."""

from django import template

from organizations.links import url_here

register = template.Library()


@register.simple_tag(takes_context=True)
def org_url(context, name: str, *args) -> str:
    return url_here(context["request"], name, *args)
