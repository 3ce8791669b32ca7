from billing.models.balance import WHOLE, Balance
from billing.models.checkout import Checkout
from billing.models.customer import Customer
from billing.models.family import Family, FamilyMember
from billing.models.held_request import HeldRequest
from billing.models.invoice import Invoice
from billing.models.movement import Movement
from billing.models.outgoing_call import OutgoingCall
from billing.models.plan import Meter, Plan
from billing.models.price import PlanPrice, StripeObject
from billing.models.provider_call import ProviderCall
from billing.models.provider_state import ProviderState
from billing.models.reservation import Reservation
from billing.models.stripe_event import StripeEvent
from billing.models.subscription import Interval, Subscription

__all__ = [
    "WHOLE",
    "Balance",
    "Checkout",
    "Customer",
    "Family",
    "FamilyMember",
    "HeldRequest",
    "Interval",
    "Invoice",
    "Meter",
    "Movement",
    "OutgoingCall",
    "Plan",
    "PlanPrice",
    "ProviderCall",
    "ProviderState",
    "Reservation",
    "StripeEvent",
    "StripeObject",
    "Subscription",
]
