"""What people read where Stripe refuses or is silent: its own words are for operators."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from billing import gateway
from project.errors import Busy, Conflict

log = logging.getLogger(__name__)


@contextmanager
def spoken() -> Iterator[None]:
    """Raises Conflict where payment is not set up, Busy for all else that goes wrong there."""
    try:
        yield
    except gateway.NotSetUp as error:
        raise Conflict(
            _("Payment is not set up here. Ask who runs this site for a plan.")
        ) from error
    except gateway.GatewayError as error:
        log.exception("Stripe")
        raise Busy(
            _("The payment service does not answer as it should. Try again in a moment.")
        ) from error
