"""The same again, after a while: for failures that pass."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from project.databases import release_connections
from project.errors import ProviderError
from project.providers.calls import is_worth_another_try
from project.providers.endpoints import Endpoint
from project.providers.failures import ProviderFailure

FIRST_PAUSE_S = 0.5
Result = TypeVar("Result")


def with_tries(endpoint: Endpoint, work: Callable[[], Result]) -> Result:
    """What `work` gives, at the latest at the last of the endpoint's tries.

    Between two tries a random time passes, up to twice as long each time; at least what the
    server asks for. Where that is longer than the endpoint may be waited for, its error stands.
    Source: Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015 (full jitter).
    """
    for attempt in range(1, endpoint.tries + 1):
        try:
            return work()
        except ProviderError as error:
            asked_for_s = error.retry_after_s if isinstance(error, ProviderFailure) else 0
            is_last = attempt == endpoint.tries or asked_for_s > endpoint.wait_s
            if is_last or not is_worth_another_try(error):
                raise
            most_s = min(FIRST_PAUSE_S * 2 ** (attempt - 1), endpoint.wait_s)
            pause_s = max(random.uniform(0, most_s), asked_for_s)
        release_connections()
        time.sleep(pause_s)
    raise AssertionError("the last try returns or raises")
