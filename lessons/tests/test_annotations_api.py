"""Annotations by the API: checked against the page, shared and taken back, one's own."""

import json
from types import SimpleNamespace

import pytest

from accounts.tokens import families, keys
from conftest import add_to
from lessons.models import Annotation
from lessons.services.annotations import KEPT, purge_deleted
from library.deletion import delete_now
from library.models import Page, Section, Source
from library.sharing import Audience, set_audience
from library.tests.factories import GRANULES, PHOTOSPHERE, add_book, add_page, add_source
from organizations import registries
from organizations.keys.service import create_key
from organizations.models import Grant, Role
from organizations.recipients import PERSON, Recipient
from organizations.services.grants import give_grant, revoke_grant
from organizations.tests.factories import add_class, membership
from project.api import THROTTLES

HERE = "/api/v1/annotations"


@pytest.fixture(scope="session")
def key_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(keys._pem(keys.generate_private_key(65537, 2048)))
    return path


@pytest.fixture
def place(in_school, key_file, settings, monkeypatch, client):
    """bob teaches dana; eve is in another class."""
    settings.TOKEN_KEYS = [key_file]
    monkeypatch.setattr(THROTTLES[0], "num_requests", 10_000)
    organization = in_school.organization
    eve = add_to(organization, "eve", Role.STUDENT)
    tom = add_to(organization, "tom", Role.TEACHER)
    people = {name: membership(organization, user) for name, user in [
        ("bob", in_school.bob), ("dana", in_school.dana), ("eve", eve), ("tom", tom),
        ("alice", in_school.alice)]}  # fmt: skip
    own = add_class(people["bob"], people["dana"], name="Bob's")
    other = add_class(people["tom"], people["eve"], name="Tom's")
    book = add_book(organization, in_school.bob)
    return SimpleNamespace(
        organization=organization, people=people, own=own, other=other, book=book, client=client
    )


def call(place, who: str, method: str, path: str = "", body=None):
    bearer = families.issue(user=place.people[who].user).access
    headers = {"Authorization": f"Bearer {bearer}", "X-Organization": place.organization.slug}
    return place.client.generic(
        method, f"{HERE}{path}", _json(body), content_type="application/json", headers=headers
    )


def _json(body) -> str:
    return "" if body is None else json.dumps(body)


def quote(exact: str = "hot gas", text: str = PHOTOSPHERE + "\n\n" + GRANULES) -> dict:
    start = text.index(exact)
    return {
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": exact,
                "prefix": text[max(start - 9, 0) : start],
            },
            {"type": "TextPositionSelector", "start": start, "end": start + len(exact)},
        ]
    }


def highlight(place, **more) -> dict:
    return {"source": str(place.book.pk), "page": 0, "kind": "highlight", "target": quote()} | more


def make(place, who="bob", **more) -> dict:
    response = call(place, who, "POST", body=highlight(place, **more))
    assert response.status_code == 201, response.content
    return response.json()


def seen(place, who) -> set[str]:
    response = call(place, who, "GET", f"?source={place.book.pk}")
    return {item["id"] for item in response.json()["items"]}


def test_it_works(place):
    made = make(place, colour="green", tags=["Sun", " sun ", "hot  gas"], body={"text": "Why?"})
    assert made["tags"] == ["sun", "hot gas"]
    assert made["target"]["selector"][0]["exact"] == "hot gas"
    assert made["target"]["selector"][0]["suffix"].startswith(". Each lives")
    assert call(place, "bob", "GET", f"/{made['id']}").json() == made
    assert call(place, "bob", "GET", f"?source={place.book.pk}&page=0").json()["items"] == [made]
    assert call(place, "bob", "GET", f"?source={place.book.pk}&page=1").json()["items"] == []


def test_a_page_of_the_list_says_where_the_next_begins(place):
    for _number in range(3):
        make(place)
    first = call(place, "bob", "GET", "?limit=2").json()
    rest = call(place, "bob", "GET", f"?limit=2&cursor={first['next_cursor']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [("kind=highlight", 1), ("kind=note", 0), ("colour=blue", 0), ("tag=sun", 1), ("q=columns", 0),
     ("q=hot", 1), ("q=because", 1), ("audience=private", 1), ("state=unplaced", 0),
     ("q=%00", 0), ("tag=%00", 0)],
)  # fmt: skip
def test_a_list_is_filtered(query, found, place):
    made = make(place, tags=["sun"])
    call(place, "bob", "POST", f"/{made['id']}/replies", {"text": "Because"})
    assert len(call(place, "bob", "GET", f"?{query}").json()["items"]) == found


def box(*values) -> dict:
    value = ",".join(map(str, values))
    return {"type": "FragmentSelector", "value": f"xywh={value}"}


def words(exact: str, start: int, end: int, **more) -> dict:
    return {
        "selector": [
            {"type": "TextQuoteSelector", "exact": exact} | more,
            {"type": "TextPositionSelector", "start": start, "end": end},
        ]
    }


def note(text: str) -> dict:
    return {"kind": "note", "body": {"text": text}}


REFUSED = {
    "forged quote": {"target": words("cold gas", 4, 12)},
    "forged prefix": {"target": words("photosphere", 4, 15, prefix="A quite different ")},
    "stale position": {"target": words("photosphere", 5, 16)},
    "beyond the page": {"target": words("photosphere", 900_000, 900_011)},
    "backwards": {"target": words("photosphere", 15, 4)},
    "a place without its words": {
        "target": {"selector": [{"type": "TextPositionSelector", "start": 0, "end": 5}]}
    },
    "words in several places": {
        "target": {"selector": [{"type": "TextQuoteSelector", "exact": "the "}]}
    },
    "another page's section": {"target": {"section": "00000000-0000-0000-0000-000000000001"}},
    "unknown selector": {"target": {"selector": [{"type": "XPathSelector", "value": "/"}]}},
    "nothing marked": {"target": {}},
    "a box beside the page": {"target": {"selector": [box(600, 700, 300, 20)]}},
    "a box without a size": {"target": {"selector": [box(10, 10, 0, 20)]}},
    "overlapping boxes": {"target": {"selector": [box(10, 10, 90, 20), box(50, 20, 90, 20)]}},
    "a box that is none": {"target": {"selector": [{"type": "FragmentSelector", "value": "t=3"}]}},
    "an SVG with a script": {
        "target": {
            "selector": [{"type": "SvgSelector", "value": "<svg><script>alert(1)</script></svg>"}]
        }
    },
    "wrong page": {"page": 7},
    "negative page": {"page": -1},
    "unknown kind": {"kind": "sticker"},
    "free colour": {"colour": "url(evil)"},
    "long note": note("x" * 10_001),
    "empty note": note("  "),
    "script in a note": note("Look <script>alert(1)</script>"),
    "script in a tag": {"tags": ["<script>"]},
    "many tags": {"tags": [str(number) for number in range(13)]},
    "a drawing without lines": {"kind": "drawing", "body": {"strokes": []}},
    "a drawing beside the page": {
        "kind": "drawing",
        "body": {"strokes": [{"points": [[10, 10], [9000, 10]]}]},
    },
    "no number": {"kind": "drawing", "body": {"strokes": [{"points": [["NaN", 1]]}]}},
    "lines in a highlight": {"body": {"strokes": [{"points": [[1, 1]]}]}},
    "a class without saying which": {"audience": "class"},
    "unknown field": {"author": "alice"},
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_in_words_and_changes_nothing(name, place):
    response = call(place, "bob", "POST", body=highlight(place, **REFUSED[name]))
    assert response.status_code in (404, 422), response.content
    answer = response.json()
    assert set(answer) == {"error", "detail"}
    assert answer["detail"].endswith(".")
    assert not Annotation.objects.exists()
    make(place)  # the same without that


def test_ten_megabytes_are_refused(place):
    response = call(place, "bob", "POST", body=highlight(place, **note("x" * 10_000_000)))
    assert response.status_code == 413
    assert response.json()["error"] == "too_large"
    assert not Annotation.objects.exists()


def test_a_box_an_svg_a_section_and_a_drawing_are_kept(place):
    section = Section.objects.filter(source=place.book, position=2).first()
    svg = '<svg><rect x="72" y="100" width="40" height="14"/></svg>'
    boxes = make(place, target={"selector": [box(10, 10, 90, 20), box(10, 40, 90, 20)]})
    as_svg = make(place, target={"selector": [{"type": "SvgSelector", "value": svg}]})
    whole = make(place, target={"section": str(section.pk)})
    strokes = [{"points": [[10, 10], [20, 30.5]], "width": 2, "colour": "pink"}]
    drawing = make(place, kind="drawing", target={}, body={"strokes": strokes})
    assert [s["value"] for s in boxes["target"]["selector"]] == [
        "xywh=10,10,90,20", "xywh=10,40,90,20"
    ]  # fmt: skip
    assert as_svg["target"]["selector"][0]["value"] == "xywh=72,100,40,14"
    assert whole["target"]["selector"][0]["exact"] == GRANULES
    assert drawing["strokes"] == strokes


def test_words_are_found_by_their_quote_alone(place):
    made = make(place, target={"selector": [{"type": "TextQuoteSelector", "exact": "hot gas"}]})
    assert made["target"] == make(place)["target"]


def test_a_page_without_a_picture_takes_words_and_no_boxes(place):
    source = add_source(place.organization, None, kind="openstax", page_count=1)
    add_page(source, 0, "15.1", ["The Sun is a star."])
    facts = {"source": str(source.pk), "target": quote("a star", "The Sun is a star.")}
    assert make(place, **facts)["page"] == 0
    drawn = highlight(place, **facts) | {"target": {"selector": [box(1, 1, 5, 5)]}}
    response = call(place, "bob", "POST", body=drawn)
    assert response.status_code == 422
    assert "no picture" in response.json()["detail"]


def test_the_kept_words_are_the_page_s_own(place):
    """A quote that was set otherwise is the same words; what is stored is what the page says."""
    Page.objects.filter(source=place.book, index=0).update(text="The “photo-\nsphere” is hot.")
    sent = words('"photosphere"', 4, 19)
    assert make(place, target=sent)["target"]["selector"][0]["exact"] == "“photo-\nsphere”"


def test_whom_it_is_shared_with_sees_it(place):
    private, everybody = make(place), make(place, audience="organization")
    to_class = make(place, audience="class", class_id=str(place.own.pk))
    ids = {name: made["id"] for name, made in
           [("private", private), ("class", to_class), ("all", everybody)]}  # fmt: skip
    assert seen(place, "bob") == set(ids.values())
    assert seen(place, "dana") == {ids["class"], ids["all"]}
    assert seen(place, "eve") == {ids["all"]}
    assert seen(place, "alice") == {ids["class"], ids["all"]}
    assert call(place, "dana", "GET", f"/{ids['private']}").status_code == 404
    assert call(place, "eve", "GET", f"/{ids['class']}").status_code == 404


def test_a_student_shares_with_their_class_where_it_allows_that(place):
    shared = {"audience": "class", "class_id": str(place.own.pk)}
    make(place, "dana", **shared)
    assert call(place, "eve", "POST", body=highlight(place, **shared)).status_code == 404
    everybody = highlight(place, audience="organization")
    assert call(place, "dana", "POST", body=everybody).status_code == 403
    place.own.settings = {"students_share_notes": False}
    place.own.save()
    assert call(place, "dana", "POST", body=highlight(place, **shared)).status_code == 403
    assert Annotation.objects.count() == 1


def test_a_grant_to_view_is_for_notes_to_oneself(place):
    set_audience(source=place.book, audience=Audience.CHOSEN, by=place.people["bob"])
    assert call(place, "dana", "POST", body=highlight(place)).status_code == 404
    to = Recipient(PERSON, str(place.people["dana"].pk))
    subject = {"subject": Grant.Subject.SOURCE, "subject_id": place.book.pk, "to": to}
    grant = give_grant(**subject, level=Grant.Level.VIEW, by=place.people["bob"])
    shared = {"audience": "class", "class_id": str(place.own.pk)}
    mine = make(place, "dana")
    bobs = make(place, "bob", **shared)
    assert call(place, "dana", "POST", body=highlight(place, **shared)).status_code == 403
    replies = f"/{bobs['id']}/replies"
    assert call(place, "dana", "POST", replies, {"text": "Why?"}).status_code == 403
    give_grant(**subject, level=Grant.Level.ANNOTATE, by=place.people["bob"])
    assert call(place, "dana", "POST", replies, {"text": "Why?"}).status_code == 201
    make(place, "dana", **shared)
    grant.refresh_from_db()
    revoke_grant(grant=grant, by=place.people["bob"])
    assert call(place, "dana", "GET", f"/{mine['id']}").status_code == 404
    assert call(place, "dana", "GET", f"/{bobs['id']}").status_code == 404
    assert call(place, "dana", "GET", f"?source={place.book.pk}").status_code == 404
    assert call(place, "dana", "GET").json()["items"] == []


def test_only_its_author_changes_it(place):
    made = make(place, audience="organization")
    body = {"colour": "pink", "tags": ["x"], "body": {"text": "Now with words"}}
    for who in ("alice", "dana"):
        assert call(place, who, "PATCH", f"/{made['id']}", body).status_code == 403
    assert call(place, "bob", "PATCH", f"/{made['id']}", body).status_code == 200
    now = call(place, "dana", "GET", f"/{made['id']}").json()
    assert (now["colour"], now["tags"], now["text"]) == ("pink", ["x"], "Now with words")
    assert now["target"] == made["target"]
    call(place, "bob", "PATCH", f"/{made['id']}", {"audience": "private"})
    assert call(place, "dana", "GET", f"/{made['id']}").status_code == 404


def test_a_change_that_cannot_be_kept_changes_nothing(place):
    made = make(place, audience="organization")
    bad = {"colour": "pink", "body": {"text": "<script>1</script>"}}
    assert call(place, "bob", "PATCH", f"/{made['id']}", bad).status_code == 422
    assert call(place, "bob", "GET", f"/{made['id']}").json() == made


def test_who_runs_the_class_removes_what_is_shared_with_it(place):
    shared = {"audience": "class", "class_id": str(place.own.pk)}
    made = make(place, "dana", **shared)
    assert call(place, "tom", "DELETE", f"/{made['id']}").status_code == 404
    assert call(place, "bob", "DELETE", f"/{made['id']}").status_code == 204
    assert call(place, "dana", "GET", f"/{made['id']}").status_code == 404
    assert call(place, "dana", "POST", f"/{made['id']}/restore").status_code == 404
    assert call(place, "bob", "POST", f"/{made['id']}/restore").status_code == 200
    assert call(place, "dana", "GET", f"/{made['id']}").json() == made
    everybody = make(place, audience="organization")
    assert call(place, "dana", "DELETE", f"/{everybody['id']}").status_code == 403
    assert call(place, "alice", "DELETE", f"/{everybody['id']}").status_code == 204


def test_what_was_deleted_can_be_brought_back_for_a_day(place):
    made = make(place)
    call(place, "bob", "DELETE", f"/{made['id']}")
    assert seen(place, "bob") == set()
    assert purge_deleted() == 0
    assert call(place, "bob", "POST", f"/{made['id']}/restore").json() == made
    call(place, "bob", "DELETE", f"/{made['id']}")
    Annotation.objects.update(deleted_at=Annotation.objects.get().deleted_at - KEPT)
    assert purge_deleted() == 1
    assert call(place, "bob", "POST", f"/{made['id']}/restore").status_code == 404


def test_a_key_has_no_notes(place):
    make(place, audience="organization")
    _row, text = create_key(
        organization=place.organization, name="K", scopes=["sources:read"], expires_at=None,
        by=place.people["alice"].user,
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {text}"}
    response = place.client.get(HERE, headers=headers)
    assert response.status_code == 403


def test_with_its_source_it_goes(place):
    make(place)
    delete_now(place.book)
    assert not Annotation._base_manager.exists()


def test_what_lost_its_source_is_found(place):
    make(place)
    Source.objects.filter(pk=place.book.pk).delete()
    [check] = [c for c in registries.reference_checks if c.name.startswith("Annotation.")]
    assert check.find() == {place.book.pk}
    check.repair(check.find())
    assert not Annotation._base_manager.exists()
