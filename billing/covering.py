"""What an organization has bought becomes its plan and its pools, unless somebody has set others.

A limit counts as set by hand where it is neither what the plan before covers nor what organizations
of its type begin with. Such a one stays, and the billing page says so.
"""

from django.utils.translation import gettext as _

from billing.models import Subscription
from billing.offers import plan_name
from organizations import audit
from organizations.models import Organization
from organizations.plan_file import OrganizationPlan, plan_file
from organizations.settings_schema import OrgPlan, read_settings
from organizations.types import profile_of
from project.wording import grouped

# Field of the organization -> what the plan calls it, and the profile of a type.
LIMITS = {
    "monthly_text_limit": ("text_a_month", "monthly_text"),
    "monthly_video_limit": ("videos_a_month", "monthly_video"),
    "storage_limit_gb": ("storage_gb", "storage_gb"),
}


def take_over(row: Subscription) -> None:
    """The plan that runs now; inside the transaction that writes the subscription."""
    if row.organization_id is None or row.plan not in set(OrgPlan):
        return
    organization = Organization.objects.select_for_update().get(pk=row.organization_id)
    before, values = organization.options.pricing.org_plan, organization.options.as_json()
    changed = {
        name: getattr(plan_file().organizations[row.plan], said)
        for name, (said, _begins) in LIMITS.items()
        if not _is_by_hand(organization, name, str(before))
    }
    changed = {name: new for name, new in changed.items() if new != getattr(organization, name)}
    if before == row.plan and not changed:
        return
    values["pricing"]["org_plan"] = row.plan
    organization.settings = read_settings(values).as_json()
    organization.__dict__.pop("options", None)
    for name, value in changed.items():
        setattr(organization, name, value)
    organization.save(update_fields=["settings", "updated_at", *changed])
    audit.record(
        "billing.plan_taken_over",
        organization=organization,
        subject=row,
        detail={"plan": row.plan, **changed},
    )


def set_by_hand(organization: Organization) -> list[str]:
    """Sentences, for each limit that is not the plan's and why; none where all are."""
    key = str(organization.options.pricing.org_plan)
    cover = plan_file().organizations[key]
    return [
        _said(name, getattr(organization, name), cover, key)
        for name in LIMITS
        if getattr(organization, name) != getattr(cover, LIMITS[name][0])
        and _is_by_hand(organization, name, key)
    ]


def _is_by_hand(organization: Organization, name: str, plan: str) -> bool:
    said, begins = LIMITS[name]
    begins_with = getattr(profile_of(organization.type).limits, begins)
    usual = {None, getattr(plan_file().organizations[plan], said), begins_with}
    return getattr(organization, name) not in usual


def _said(name: str, limit: int, cover: OrganizationPlan, plan: str) -> str:
    most = getattr(cover, LIMITS[name][0])
    facts = {
        "plan": plan_name(plan),
        "limit": grouped(limit),
        "most": _("no limit") if most is None else grouped(most),
    }
    sentences = {
        "monthly_text_limit": _(
            "Text lessons a month: %(limit)s, as set by who runs this site; %(plan)s covers "
            "%(most)s."
        ),
        "monthly_video_limit": _(
            "Videos a month: %(limit)s, as set by who runs this site; %(plan)s covers %(most)s."
        ),
        "storage_limit_gb": _(
            "Storage in GB: %(limit)s, as set by who runs this site; %(plan)s covers %(most)s."
        ),
    }
    return sentences[name] % facts
