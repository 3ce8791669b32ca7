"""One web process answers; another one, which the reload reached, tells the same answer."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from django.conf import settings
from django.db import connections, transaction

from lessons.models import ChatMessage
from lessons.tests.factories import add_message
from library.tests.factories import add_book
from organizations.scoping import scope, unscoped
from tests.processes import until
from tests.test_concurrent_visits import start_site  # noqa: F401
from tests.visits import visit_one

pytestmark = [
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
    pytest.mark.slow,
]


def listen(port: int, path: str, cookie: str):
    """A stream that has begun: to be read on."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
    return connection.getresponse()


def test_it_works(start_site, school, sign_in):  # noqa: F811
    with scope(school.organization.pk):
        message = add_message(add_book(school.organization, school.bob), school.dana)
    cookie = sign_in(school.dana).cookies[settings.SESSION_COOKIE_NAME].value
    path = school.url(f"messages/{message.pk}/stream/")
    first, second = start_site(), start_site()

    def now() -> ChatMessage:
        with unscoped("a test looks at what the processes wrote"):
            return ChatMessage.objects.get(pk=message.pk)

    with ThreadPoolExecutor() as threads:
        with transaction.atomic("content"), connections["content"].cursor() as cursor:
            cursor.execute("LOCK TABLE library_page")  # so that the search takes long
            asking = threads.submit(visit_one, first.port, path, cookie=cookie)
            assert until(lambda: now().state == ChatMessage.State.STREAMING)
            reload = listen(second.port, path, cookie)
            assert reload.readline() == b": waiting\n"
        told = [asking.result().body, reload.read()]
    assert all(b"event: answer\n" in each and b"event: close\n" in each for each in told)
    assert (now().state, now().attempt) == (ChatMessage.State.DONE, 1)
