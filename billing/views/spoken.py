"""What people read where Stripe refuses or is silent: its own words are for operators."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from billing import gateway
from project.errors import Busy

log = logging.getLogger(__name__)


def is_set_up(request: HttpRequest) -> bool:
    """Where it is not, the next page says so."""
    if not gateway.is_set_up():
        messages.warning(
            request, _("Payment is not set up here. Ask who runs this site for a plan.")
        )
    return gateway.is_set_up()


@contextmanager
def spoken() -> Iterator[None]:
    """Raises Busy for whatever goes wrong there."""
    try:
        yield
    except gateway.GatewayError as error:
        log.warning("Stripe: %s", error)
        raise Busy(
            _("The payment service does not answer as it should. Try again in a moment.")
        ) from error
