import gc

import pytest

from project import warming
from project.providers.registry import embedder


@pytest.fixture(autouse=True)
def collecting():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_a_query_needs_is_there_before_the_first_one(settings):
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    model = embedder(settings.EMBEDDER)
    vars(model).pop("_opened_session", None)

    warming.warm_up()

    assert "_opened_session" in vars(model)
    assert gc.get_freeze_count() > 0
