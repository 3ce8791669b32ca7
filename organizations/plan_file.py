"""The one file that says which plans there are (`billing/plans.yaml`), read and checked."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanPrices(_Part):
    """For one person or one seat, in whole units of the currency in which is sold."""

    month: Annotated[Decimal, Field(gt=0)]
    year: Annotated[Decimal, Field(gt=0)]


class PersonPlan(_Part):
    """None is no limit, and of the price, that it is not for sale. people: whom one subscription
    covers. shares_videos: they have one number of videos together."""

    name: str
    text_a_month: NonNegativeInt | None
    videos_a_month: NonNegativeInt | None
    questions_a_day: PositiveInt | None
    people: PositiveInt = 1
    shares_videos: bool = False
    price: PlanPrices | None = None


class OrganizationPlan(_Part):
    """The most that it covers; None is no bound. storage_gb: in gigabytes (2^30 bytes)."""

    name: str
    text_a_month: NonNegativeInt | None
    videos_a_month: NonNegativeInt | None
    schools: PositiveInt | None
    people: PositiveInt | None
    storage_gb: PositiveInt | None
    price: PlanPrices | None = None


class PlanFile(_Part):
    people: dict[str, PersonPlan]
    organizations: dict[str, OrganizationPlan]


@cache
def plan_file() -> PlanFile:
    """Raises ValidationError of pydantic for a file that says something else."""
    text = Path(settings.PLANS_FILE).read_text("utf-8")
    return PlanFile.model_validate(yaml.safe_load(text))
