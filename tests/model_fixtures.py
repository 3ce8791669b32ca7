"""A server of models, endpoints that name it, and what is recorded of calls."""

import pytest

from project.providers import registries
from project.providers.calls import Call
from project.providers.endpoints import Endpoint
from tests import model_server


@pytest.fixture
def server():
    """Of models, on this machine."""
    with model_server.running() as found:
        yield found


@pytest.fixture
def endpoint(server, settings):
    """Name an endpoint at the server: endpoint("fast", tries=1)."""

    def add(name: str = "fast", **parts) -> Endpoint:
        waits = {"first_byte_s": 10, "idle_s": 10, "total_s": 20, "wait_s": 0.3}
        values = {"name": name, "url": server.url, "model": f"{name}-model", **waits, **parts}
        found = Endpoint.model_validate(values)
        settings.MODEL_ENDPOINTS = {**settings.MODEL_ENDPOINTS, name: found}
        return found

    return add


@pytest.fixture
def calls(monkeypatch):
    """What was recorded, without a database; and nothing is shared with other processes."""
    recorded: list[Call] = []
    monkeypatch.setattr(registries, "recorders", [recorded.append])
    monkeypatch.setattr(registries, "gates", [])
    monkeypatch.setattr(registries, "people_finders", [])
    return recorded


@pytest.fixture
def pauses(monkeypatch):
    """What would have been waited for between two tries."""
    found: list[float] = []
    monkeypatch.setattr("project.providers.retrying.time.sleep", found.append)
    return found
