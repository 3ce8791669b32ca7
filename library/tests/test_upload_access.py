"""Who gets what at the door: the page, 403 or 404, and always JSON."""

from library.models import Source
from library.tests.uploading import own_school


def statuses(door, user, ticket) -> list[int]:
    """What somebody gets from create, confirm and cancel."""
    door.as_user(user)
    return [
        door.create().status_code,
        door.confirm(ticket).status_code,
        door.client.delete(ticket["cancel_url"]).status_code,
    ]


def test_who_may_do_what(door, charlie):
    bobs = door.create().json()
    assert statuses(door, charlie, bobs) == [404, 404, 404]
    assert statuses(door, door.school.dana, bobs) == [403, 403, 403]
    assert statuses(door, door.school.alice, bobs) == [201, 404, 404]
    alices = door.create().json()
    assert statuses(door, door.school.bob, alices) == [201, 404, 404]
    assert statuses(door, door.school.alice, alices) == [201, 409, 204]


def test_another_organizations_upload_is_not_found_under_ones_own_address(door, charlie):
    ticket = door.create().json()
    door.as_user(charlie)
    for url in (ticket["confirm_url"], ticket["cancel_url"]):
        moved = url.replace(door.school.organization.slug, own_school(charlie).slug)
        answer = door.post(moved)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert Source.objects.exists()


def test_somebody_elses_own_source_is_not_found(door):
    ticket = door.create().json()
    Source.objects.update(owner_id=door.school.bob.pk)
    door.as_user(door.school.alice)
    assert door.confirm(ticket).status_code == 404


def test_every_error_is_json(door, charlie, client):
    ticket = door.create().json()
    door.as_user(charlie)
    assert set(door.create().json()) == {"error", "detail"}
    client.logout()
    answer = door.confirm(ticket)
    assert answer.status_code == 401
    assert answer.json()["error"] == "signed_out"
