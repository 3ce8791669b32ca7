"""The two organizations and everybody who knocks; the figure at the end."""

import logging
from collections import Counter

import pytest

from library.remote_video.allowing import FLAG
from organizations.models import FeatureFlag
from tests.isolation.trying import Folder, Visitor
from tests.isolation.world import World, make_world, people_of

FIGURES = ("routes", "operations", "people", "tries", "pairs")


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are what is wanted, and no news."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def ours(both_databases, monkeypatch, videos_by_address) -> World:
    monkeypatch.setattr(
        "library.views.pages.page_image", lambda source, *rest: source.title.encode()
    )
    monkeypatch.setattr(
        "library.views.links.page_image", lambda source, *rest: source.title.encode()
    )
    return make_world("Riverside High", "quokkaword")


@pytest.fixture
def videos_by_address(both_databases, settings) -> None:
    """Allowed: where they are not, there is no door to try."""
    settings.REMOTE_VIDEO = True
    FeatureFlag.objects.create(name=FLAG, everyone=True).flush()


@pytest.fixture
def theirs(ours) -> World:
    return make_world("Hillside High", "numbatword")


@pytest.fixture
def people(ours, theirs) -> dict:
    return people_of(ours, theirs)


@pytest.fixture
def visitors(people, ours) -> dict[str, Visitor]:
    folder, code = Folder(), ours.rows["code"]
    return {name: Visitor(user, code=code, folder=folder) for name, user in people.items()}


def pytest_terminal_summary(terminalreporter):
    """ "N routes … = K tries, P pairs"; the same with xdist, which carries properties along."""
    passed = terminalreporter.stats.get("passed", [])
    said = [pair for report in passed for pair in report.user_properties if pair[0] in FIGURES]
    most = {name: max(value for key, value in said if key == name) for name, _value in said}
    total: Counter = Counter()
    for name, value in said:
        total[name] += value
    if "people" in most:
        terminalreporter.write_line(
            f"isolation: {total['routes']} routes and {total['operations']} operations of the API "
            f"x {most['people']} people and keys = {total['tries']} tries, "
            f"{total['pairs']} pairs of a refusal and a success"
        )
