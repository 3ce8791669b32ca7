"""What each plan of an organization covers; larger contracts take a larger plan."""

from dataclasses import dataclass

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
