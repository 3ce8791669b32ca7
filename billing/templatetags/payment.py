"""{% payment_banner %}: for who pays, on pages of an organization, where a payment lacks."""

from django import template
from django.utils import timezone

from billing.standing import Standing, Stands, stands
from billing.subjects import Subject
from organizations.models import Organization
from organizations.roles import may

register = template.Library()
TONES = {Standing.PAST_DUE: "warn", Standing.READ_ONLY: "bad"}


@register.inclusion_tag("billing/_banner.html", takes_context=True)
def payment_banner(context) -> dict:
    """One query for who pays, none for all others."""
    found = _stands(context["request"])
    shown = found is not None and found.standing in TONES
    return {
        "request": context["request"],
        "sentence": found.sentence if found and shown else "",
        "tone": TONES[found.standing] if found and shown else "",
    }


def _stands(request) -> Stands | None:
    membership = request.membership
    if membership.organization.type == Organization.Type.PERSONAL:
        return stands(Subject(person=request.user), timezone.now())
    if not may(membership, "organization.billing"):
        return None
    return stands(Subject(organization=membership.organization), timezone.now())
