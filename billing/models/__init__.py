from billing.models.checkout import Checkout
from billing.models.customer import Customer
from billing.models.invoice import Invoice
from billing.models.outgoing_call import OutgoingCall
from billing.models.price import PlanPrice, StripeObject
from billing.models.provider_call import ProviderCall
from billing.models.provider_state import ProviderState
from billing.models.stripe_event import StripeEvent
from billing.models.subscription import Interval, Subscription

__all__ = [
    "Checkout",
    "Customer",
    "Interval",
    "Invoice",
    "OutgoingCall",
    "PlanPrice",
    "ProviderCall",
    "ProviderState",
    "StripeEvent",
    "StripeObject",
    "Subscription",
]
