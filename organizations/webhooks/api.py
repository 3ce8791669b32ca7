"""Webhooks, for who runs the organization: /api/v1/webhooks."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from organizations.access import require
from organizations.callers import enter_as_person
from organizations.models import Webhook
from organizations.webhooks import service
from organizations.webhooks.access import access_delivery, access_webhook
from organizations.webhooks.forms import WebhookForm
from organizations.webhooks.schemas import (
    DeliveryOut,
    DeliveryPage,
    WebhookIn,
    WebhookMade,
    WebhookOut,
    WebhookPage,
)
from project.errors import Invalid
from project.paging import Window

router = Router(tags=["webhooks"])


@router.get("/webhooks", response=WebhookPage)
def webhook_list(request: HttpRequest, window: Query[Window]):
    """Newest first."""
    require(enter_as_person(request), "organization.settings")
    return window.cut(Webhook.objects.order_by("-created_at", "pk"))


@router.post("/webhooks", response={201: WebhookMade})
def webhook_create(request: HttpRequest, sent: WebhookIn):
    """The answer has the secret that signs what is sent; it is not told again."""
    membership = enter_as_person(request)
    require(membership, "organization.settings")
    row, secret = service.create_webhook(
        organization=membership.organization, **_checked(sent.dict())
    )
    return Status(201, WebhookOut.from_orm(row).dict() | {"secret": secret})


def _checked(values: dict) -> dict:
    """As the page's form does. Raises Invalid."""
    form = WebhookForm(values)
    if not form.is_valid():
        raise Invalid(" ".join(said for errors in form.errors.values() for said in errors))
    return form.cleaned_data


@router.get("/webhooks/{uuid:pk}", response=WebhookOut)
def webhook_detail(request: HttpRequest, pk: UUID):
    return access_webhook(enter_as_person(request), pk)


@router.delete("/webhooks/{uuid:pk}", response={204: None})
def webhook_delete(request: HttpRequest, pk: UUID):
    """Nothing is sent there any more; what was is forgotten."""
    service.delete_webhook(access_webhook(enter_as_person(request), pk))
    return Status(204, None)


@router.get("/webhooks/{uuid:pk}/deliveries", response=DeliveryPage)
def webhook_delivery_list(request: HttpRequest, pk: UUID, window: Query[Window]):
    """What was sent there, newest first."""
    webhook = access_webhook(enter_as_person(request), pk)
    return window.cut(webhook.deliveries.order_by("-created_at", "pk"))


@router.post("/webhooks/{uuid:pk}/deliveries/{uuid:delivery_pk}/again", response={202: DeliveryOut})
def webhook_delivery_again(request: HttpRequest, pk: UUID, delivery_pk: UUID):
    """Send again what did not arrive."""
    delivery = access_delivery(enter_as_person(request), pk, delivery_pk)
    service.send_again(delivery)
    delivery.refresh_from_db()
    return Status(202, delivery)
