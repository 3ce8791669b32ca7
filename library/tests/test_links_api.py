"""Links to a project by the API."""

from library.tests.test_links import book, make, open_school, outside
from organizations.models import SharingLink
from tests.api import ask, is_problem, key_file, one_key, token
from tests.test_api_manners import send

__all__ = ["book", "key_file", "make", "one_key", "open_school", "outside"]


def test_it_works(open_school, book, client, outside):
    bearer, path = token(open_school.bob), f"projects/{book.pk}/links"
    made = send(client, path, bearer, {"days": 2, "password": "let me in"})
    assert made.status_code == 201
    url = made.json()["url"].removeprefix("http://testserver")
    assert "protected by a password" in outside.get(url).content.decode()
    assert outside.post(url, {"password": "let me in"}).status_code == 302
    assert outside.get(f"{url}pages/0/").status_code == 200
    [row] = ask(client, path, bearer).json()["items"]
    assert (row["has_password"], row["is_good"], "url" in row) == (True, True, False)
    gone = client.delete(
        f"/api/v1/{path}/{row['id']}", headers={"Authorization": f"Bearer {bearer}"}
    )
    assert gone.status_code == 204
    assert outside.get(f"{url}pages/0/").status_code == 404
    assert ask(client, path, bearer).json()["items"] == []


def test_where_links_are_off_none_is_made(school, book, client):
    answer = send(client, f"projects/{book.pk}/links", token(school.bob), {})
    assert is_problem(answer, 403, "forbidden")
    assert not SharingLink._base_manager.exists()
