"""The guarded way to a webhook and to what was sent there: for admins of all schools."""

from uuid import UUID

from django.utils.translation import gettext as _

from organizations.access import require
from organizations.models import Membership, Webhook, WebhookDelivery
from project.errors import NotFound


def access_webhook(membership: Membership, pk: UUID) -> Webhook:
    require(membership, "organization.settings")
    webhook = Webhook.objects.select_related("organization").filter(pk=pk).first()
    if webhook is None:
        raise NotFound(_("There is no such webhook, or it is not yours to see."))
    return webhook


def access_delivery(membership: Membership, pk: UUID, delivery_pk: UUID) -> WebhookDelivery:
    delivery = access_webhook(membership, pk).deliveries.filter(pk=delivery_pk).first()
    if delivery is None:
        raise NotFound(_("There is no such delivery, or it is not yours to see."))
    return delivery
