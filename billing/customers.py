"""A billing subject as Stripe's customer."""

from billing import gateway
from billing.calls import ask
from billing.models import Customer
from billing.subjects import Subject, customer_of
from organizations.scoping import unscoped


def customer_at_stripe(subject: Subject, *, email: str) -> Customer:
    """With an id of Stripe's; made there where there is none, or none any more.

    email: where invoices go.
    """
    customer = customer_of(subject)
    if customer.stripe_id and gateway.customer_is_there(customer.stripe_id):
        return customer
    params = {"name": subject.name, "email": email, "metadata": subject.metadata}
    ask(
        "customer",
        about=f"customer {customer.pk} after {customer.stripe_id or 'none'}",
        params=params,
        send=gateway.create_customer,
        keep=lambda stripe_id: _keep(customer, stripe_id),
    )
    return customer


def _keep(customer: Customer, stripe_id: str) -> None:
    customer.stripe_id = stripe_id
    with unscoped("by its key"):
        Customer.objects.filter(pk=customer.pk).update(stripe_id=stripe_id)
