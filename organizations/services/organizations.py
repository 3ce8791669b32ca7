"""Create organizations."""

from django.db import transaction
from django.utils.text import slugify

from organizations.models import Organization
from organizations.types import profile_of


@transaction.atomic
def create_organization(
    *, name: str, type: Organization.Type = Organization.Type.SCHOOL
) -> Organization:
    """With the defaults of its type; see `organizations/types/`."""
    profile = profile_of(type)
    return Organization.objects.create(
        name=name,
        slug=free_slug(name),
        type=type,
        settings=profile.settings().as_json(),
        monthly_text_limit=profile.limits.monthly_text,
        monthly_video_limit=profile.limits.monthly_video,
        storage_limit_gb=profile.limits.storage_gb,
    )


def free_slug(name: str) -> str:
    """Made from the name. Two who ask at once: the constraint refuses the second."""
    base = slugify(name)[:50] or "organization"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
