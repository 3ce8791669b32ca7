import pytest

from billing.tests.paying import set_up_stripe
from tests.model_fixtures import calls, endpoint, pauses, server

__all__ = ["calls", "endpoint", "pauses", "server", "stripe"]


@pytest.fixture
def stripe(both_databases):
    """A stand-in with products, prices and a portal; whatever it answered was as it is typed."""
    with set_up_stripe() as made:
        yield made
    assert made.wrong == []
