"""What selling plans plugs into the rest."""

from django.utils.translation import gettext_lazy as _

from billing import closing, seats
from billing.daily import DAILY_JOB
from billing.events import EVENT_JOB, enqueue_lost
from billing.reconciling import RECONCILE_JOB
from organizations import jobs, managing, registries
from organizations.managing import ManagePage


def register() -> None:
    jobs.register(EVENT_JOB)
    jobs.register(RECONCILE_JOB)
    jobs.register(DAILY_JOB)
    registries.lost_work.append(enqueue_lost)
    registries.seat_checks.append(seats.check_seats)
    registries.file_purgers.append(closing.PURGER)
    managing.pages.append(
        ManagePage(
            "billing", _("Billing"), "buying:organization_billing", "organization.billing", 60
        )
    )
    managing.pages.append(
        ManagePage("usage", _("Usage"), "buying:usage_report", "organization.billing", 62)
    )
    registries.admin_pages += [
        (_("Subscriptions"), "card_membership", "billing_subscription"),
        (_("Invoices and revenue"), "receipt_long", "billing_invoice"),
        (_("Prices"), "sell", "billing_planprice"),
        (_("Events of Stripe"), "webhook", "billing_stripeevent"),
        (_("Calls to Stripe"), "outgoing_mail", "billing_outgoingcall"),
    ]
