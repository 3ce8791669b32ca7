"""What each plan of an organization covers; larger contracts take a larger plan."""

from django.utils.translation import gettext as _

from organizations.plan_file import OrganizationPlan, plan_file
from organizations.settings_schema import OrgPlan

COVERS: dict[OrgPlan, OrganizationPlan] = {
    plan: plan_file().organizations[plan.value] for plan in OrgPlan
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
        "monthly_text_limit": (a_month, cover.text_a_month, monthly_text),
        "monthly_video_limit": (a_month, cover.videos_a_month, monthly_video),
        "storage_limit_gb": (kept, cover.storage_gb, storage_gb),
    }
    return {
        field: said % {"most": f"{most:,}"}
        for field, (said, most, limit) in asked.items()
        if not covers(most, limit)
    }
