"""Helpers that invite somebody by the pages."""

import re

from organizations.tests.working import work_off

NEW = {"name": "Nora Berg", "password": "a long enough password"}


def link(mailoutbox) -> str:
    return re.search(r"http://[^/]+(/invitations/\S+)", mailoutbox[-1].body)[1]


def send(client, place, emails="nora@hill.example", role="teacher", **more):
    data = {"emails": emails, "role": role, **more}
    return client.post(place.url("people/invite/"), data)


def invited(client, school, sign_in, mailoutbox, **data) -> str:
    sign_in(school.alice)
    assert send(client, school, **data).status_code == 302
    work_off()
    client.logout()
    return link(mailoutbox)
