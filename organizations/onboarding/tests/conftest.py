import pytest

from accounts.services import add_person


def platform_admin(name: str):
    return add_person(
        email=f"{name}@lectern.example", password="x", name=name.title(), is_staff=True
    )


@pytest.fixture
def maya(both_databases):
    return platform_admin("maya")


@pytest.fixture
def noor(both_databases):
    return platform_admin("noor")
