"""The one file that says what our own work costs (`billing/prices.yaml`), read and checked."""

from decimal import ROUND_CEILING, Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from billing.models import Meter
from project.providers.calls import Call, Kind

MICRO = 1_000_000
GB = 2**30
DAYS_OF_MONTH = 30
Price = Annotated[Decimal, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Estimate(_Part):
    text: Price
    video: Price


class Models(_Part):
    own_second: Price


class Speech(_Part):
    second: Price
    character: Price


class Rendering(_Part):
    second: Price


class Storage(_Part):
    gb_month: Price


class Prices(_Part):
    """In US dollars for the unit that each is named by."""

    estimate: Estimate
    models: Models
    speech: Speech
    rendering: Rendering
    storage: Storage


@cache
def prices() -> Prices:
    """Raises ValidationError of pydantic for a file that says something else."""
    text = Path(settings.PRICES_FILE).read_text("utf-8")
    # Numbers as they are written: a price is no binary fraction.
    return Prices.model_validate(yaml.load(text, Loader=yaml.BaseLoader))


def cost_of(call: Call) -> int:
    """Micro-dollars of work of our own; nothing for what was found ready made."""
    if call.is_cached or not call.is_ours:
        return 0
    if call.kind == Kind.STORAGE:
        return in_micro(prices().storage.gb_month * _exact(call.amount) / DAYS_OF_MONTH)
    if call.kind == Kind.RENDERING:
        return in_micro(prices().rendering.second * _exact(call.amount))
    if call.kind == Kind.SPEECH:
        by_character = prices().speech.character * call.characters
        return in_micro(prices().speech.second * _exact(call.amount) + by_character)
    return in_micro(prices().models.own_second * _exact(call.seconds))


def month_of_storage(size_bytes: int) -> int:
    """Micro-dollars that files of this size cost for a month."""
    return in_micro(prices().storage.gb_month * size_bytes / GB)


def seed_of(meter: str) -> int:
    """Micro-dollars of a lesson, where none has been measured."""
    estimate = prices().estimate
    return in_micro(estimate.video if meter == Meter.VIDEO else estimate.text)


def in_micro(dollars: Decimal) -> int:
    """Rounded up: what costs something is never free."""
    return int((dollars * MICRO).to_integral_value(rounding=ROUND_CEILING))


def _exact(amount: float) -> Decimal:
    return Decimal(str(round(amount, 6)))
