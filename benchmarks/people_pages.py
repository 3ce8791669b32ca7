"""People of a large organization: `python -m benchmarks.people_pages [--people N]`.

The first page of the list, a later one, a search and a filter, as an admin's browser gets them,
with the plan that PostgreSQL chooses for the search. The raw limit is the same search in SQL.
"""

import argparse
import statistics
import time

from benchmarks.installation import fresh

PEOPLE, ROUNDS = 20_000, 9
LINE = "{:<28} {:>8} {:>9}"
PATHS = {
    "first page": "people/",
    "page 200": "people/?page=200",
    "search": "people/?q=pupil+00017",
    "search by email": "people/?q=p12345",
    "only teachers": "people/?role=teacher",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    people = parser.parse_args().people
    with fresh() as teacher:
        client = _fill(teacher.organization, people)
        print(f"{people:,} people")
        print(LINE.format("page", "ms (p50)", "queries"))
        for name, path in PATHS.items():
            _show(name, client, f"/o/{teacher.organization.slug}/{path}")
        _explain(teacher.organization)


def _fill(organization, people: int):
    from django.db import connection
    from django.test import Client

    from organizations.models import Membership, Role
    from organizations.tests.factories import add_people

    add_people(organization, people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(Membership.objects.get(organization=organization, role=Role.OWNER).user)
    return client


def _show(name: str, client, url: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        times.append((time.perf_counter() - began) * 1000)
    print(LINE.format(name, f"{statistics.median(times):.1f}", len(queries)))


def _explain(organization) -> None:
    from organizations.models import Membership, Role
    from organizations.selectors.people import PeopleFilter, list_people

    owner = Membership.objects.get(organization=organization, role=Role.OWNER)
    for wanted in (PeopleFilter(), PeopleFilter(query="pupil 00017")):
        print(list_people(owner, wanted)[:50].explain(analyze=True))


if __name__ == "__main__":
    main()
