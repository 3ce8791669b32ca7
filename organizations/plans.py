"""What each plan of an organization covers; larger contracts take a larger plan."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from organizations.settings_schema import OrgPlan


@dataclass(frozen=True, slots=True)
class Cover:
    """The most that a plan covers; None is no bound.

    monthly_text, monthly_video: lessons a calendar month. schools: rows of School.
    people: members of any role. storage_gb: kept in storage, in gigabytes (2^30 bytes).
    """

    monthly_text: int | None
    monthly_video: int | None
    schools: int | None
    people: int | None
    storage_gb: int | None


COVERS = {
    OrgPlan.STARTER: Cover(
        monthly_text=500, monthly_video=100, schools=1, people=200, storage_gb=200
    ),
    OrgPlan.STANDARD: Cover(
        monthly_text=5000, monthly_video=500, schools=3, people=3000, storage_gb=1000
    ),
    OrgPlan.ENTERPRISE: Cover(None, None, None, None, None),
}


def covers(most: int | None, asked: int | None) -> bool:
    """asked: None asks for no limit at all."""
    return most is None or (asked is not None and asked <= most)


def limits_beyond(
    plan: str,
    *,
    monthly_text: int | None,
    monthly_video: int | None,
    storage_gb: int | None,
) -> dict[str, str]:
    """{field of Organization: sentence} for each limit that the plan does not cover."""
    cover = COVERS[OrgPlan(plan)]
    a_month = _("This plan covers %(most)s a month. Write no more, or choose a larger plan.")
    kept = _("This plan covers %(most)s GB. Write no more, or choose a larger plan.")
    asked = {
        "monthly_text_limit": (a_month, cover.monthly_text, monthly_text),
        "monthly_video_limit": (a_month, cover.monthly_video, monthly_video),
        "storage_limit_gb": (kept, cover.storage_gb, storage_gb),
    }
    return {
        field: said % {"most": f"{most:,}"}
        for field, (said, most, limit) in asked.items()
        if not covers(most, limit)
    }
