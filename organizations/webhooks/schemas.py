"""What the API takes and gives of webhooks."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from organizations.models import Webhook, WebhookDelivery

Event = Literal[tuple(Webhook.Event.values)]  # type: ignore[valid-type]
State = Literal[tuple(WebhookDelivery.State.values)]  # type: ignore[valid-type]


class WebhookIn(Schema):
    """url: on the public internet, beginning with https://."""

    url: str = Field(min_length=1, max_length=500)
    events: list[Event] = Field(min_length=1, max_length=10)


class WebhookOut(Schema):
    id: UUID
    url: str
    events: list[Event]
    created_at: datetime


class WebhookMade(WebhookOut):
    """secret: signs what is sent; it is told here and never again."""

    secret: str


class WebhookPage(Schema):
    items: list[WebhookOut]
    next_cursor: str | None


class DeliveryOut(Schema):
    """id: also `id` of the message. status: of the last answer; null where there was none.

    problem: why it did not arrive, empty otherwise.
    """

    id: UUID
    event: Event
    state: State
    tries: int
    status: int | None
    problem: str
    created_at: datetime
    delivered_at: datetime | None


class DeliveryPage(Schema):
    items: list[DeliveryOut]
    next_cursor: str | None
