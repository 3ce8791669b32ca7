"""Every address of the product with everybody: what the table says, and nothing beside it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.isolation.policies import FOREIGN, PEOPLE, YES
from tests.isolation.rows import Row, named
from tests.isolation.table import ROUTES
from tests.isolation.trying import Answer, address, fill
from tests.isolation.walking import Route, routes

FRAMEWORK = ("admin:", "account_", "api:", "mfa_", "usersessions_", "socialaccount_", "google_",
             "microsoft_", "saml_", "openid_connect_", "djdt:",
             "buying:stripe_webhook")  # fmt: skip
# The last is for Stripe alone, by its signature: billing/tests/test_events.py.
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def ours_to_try() -> dict[str, Route]:
    found = {route.name: route for route in routes()}
    return {
        name: route
        for name, route in found.items()
        if not name.startswith(FRAMEWORK) and not route.pattern.startswith(("accounts/", "admin/"))
    }


def test_each_address_is_in_the_table():
    assert set(ours_to_try()) == set(ROUTES)


def test_each_row_has_somebody_rightful():
    assert [str(row) for row in named(ROUTES) if not row.policy.rightful] == []


def test_each_method_is_in_the_table(ours, visitors):
    """A view that refuses what is not in the table says which methods it takes."""
    wrong = {}
    for name, route in ours_to_try().items():
        row = ROUTES[name][0].named(name)
        listed = {row.method for row in ROUTES[name]}
        visitor = visitors[row.policy.rightful[0]]
        url = address(route, row, ours.rows)
        taken = {
            method
            for method in METHODS - listed
            if visitor.send(row, url, {}, method=method).status != 405
        }
        if taken:
            wrong[name] = taken
    assert wrong == {}


def test_one_of_each_kind_gets_what_the_table_says(ours, visitors, record_property):
    """Of all who get the same by a row one tries it, another with each row: every outcome of every
    row, each refusal beside a success. Everybody tries every row in `test_who_gets_what`.
    """
    tried = Counter()

    def one_of_each(row: Row) -> list[str]:
        alike = defaultdict(list)
        for who, outcome in row.policy.outcomes.items():
            alike[outcome].append(who)
        chosen = [min(people, key=lambda who: tried[who]) for people in alike.values()]
        tried.update(chosen)
        return chosen

    walk_pages(ours, visitors, record_property, one_of_each)
    assert set(tried) == set(PEOPLE)


@pytest.mark.slow
def test_who_gets_what(ours, visitors, record_property):
    walk_pages(ours, visitors, record_property, lambda row: PEOPLE)


def walk_pages(ours, visitors, record_property, who_tries: Callable[[Row], Iterable[str]]) -> None:
    """Each refusal stands beside a success with the same address and the same body."""
    wrong, tries, pairs = [], 0, 0
    walked = ours_to_try()
    for row in named(ROUTES):
        url, body = address(walked[row.name], row, ours.rows), fill(row.body, ours.rows)
        answers = {who: visitors[who].send(row, url, body) for who in who_tries(row)}
        wrong += problems(row, answers, ours.word)
        tries += len(answers)
        pairs += sum(answer.outcome != YES for answer in answers.values())
    assert not wrong, "\n".join(wrong)
    record_property("routes", len(walked))
    record_property("people", len(visitors))
    record_property("tries", tries)
    record_property("pairs", pairs)


def problems(row: Row, answers: dict[str, Answer], word: str) -> Iterator[str]:
    for who, answer in answers.items():
        expected = row.policy.outcomes[who]
        if answer.outcome != expected:
            said = f"{answer.status} {answer.location}"
            yield f"{row}: {who} got {answer.outcome} ({said}) instead of {expected}"
        elif expected != YES and answer.written:
            yield f"{row}: refused, {who} has written to {answer.written}"
        elif expected == YES and row.writes and not answer.written:
            yield f"{row}: {who} was served ({answer.status}), and nothing has changed"
        if expected != YES and word in answer.text:
            yield f"{row}: refused, {who} reads {word}"


def test_not_by_the_door_of_one_s_own_organization(ours, theirs, visitors, record_property):
    """A row of A below the address of B, by those whom the same row of B would serve: it is not."""
    wrong, tries, pairs = [], 0, 0
    walked = ours_to_try()
    for row in named(ROUTES):
        if not names_a_row(walked[row.name], row):
            continue
        url = address(walked[row.name], row, ours.rows, organization_slug=theirs.slug)
        body = fill(row.body, ours.rows)
        for who in {f"foreign_{role}" for role in row.policy.rightful} & set(FOREIGN) | {"both"}:
            answer = visitors[who].send(row, url, body)
            tries += 1
            pairs += who != "both" or who in row.policy.rightful
            if answer.outcome == YES or answer.status >= 500 or answer.written:
                wrong.append(f"{row}: {who} got {answer.status}, wrote {answer.written}")
            if ours.word in answer.text:
                wrong.append(f"{row}: {who} reads {ours.word}")
    assert not wrong, "\n".join(wrong)
    record_property("tries", tries)
    record_property("pairs", pairs)


# What stands for a row or a person of the organization; a code and a form do not.
IDS = {"{library}", "{person}", "{school}", "{admins_email}", "{owners_email}"}


def names_a_row(route: Route, row: Row) -> bool:
    """The address, what is asked or the body holds an id of the organization."""
    if "organization_slug" not in route.parameters:
        return False
    sent = [*row.body.values(), *row.query.values()]
    in_address = any(name == "pk" or name.endswith("_pk") for name in route.parameters)
    return in_address or any(str(value) in IDS for value in sent)
