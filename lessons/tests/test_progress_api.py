"""Progress by the API: one's own, a class's for who teaches it, a child's for its guardian."""

import pytest
from django.utils import timezone

from conftest import add_to
from lessons.models import Assignment, Coverage, Mastery
from library.models import StructureNode
from library.tests.factories import add_book
from organizations.models import Relationship, Role
from organizations.services.relationships import relate
from organizations.tests.factories import add_class, membership

API = "/api/v1"


@pytest.fixture
def read_half(in_school):
    """Dana and Eli are to read a chapter; Dana has read a half of it and knows it."""
    here = in_school.organization
    book = add_book(here, in_school.bob, title="Astronomy")
    eli = add_to(here, "eli", Role.STUDENT)
    dana = membership(here, in_school.dana)
    made = add_class(membership(here, in_school.bob), dana, membership(here, eli))
    node = StructureNode.objects.filter(source=book, depth=1).first()
    StructureNode.objects.filter(pk=node.pk).update(start_page=0, end_page=1)
    Assignment.objects.create(
        organization=here,
        school_class=made,
        title="Read on",
        kind="reading",
        subject_id=book.pk,
        source_id=book.pk,
        node_id=node.pk,
        opens_at=timezone.now(),
    )
    Coverage.objects.create(
        organization=here,
        student=dana,
        source_id=book.pk,
        covered=[[0, 1]],
        credited_until=timezone.now(),
        reported_at=timezone.now(),
    )
    Mastery.objects.create(
        organization=here,
        student=dana,
        objective_id=node.pk,
        probability=0.9,
        answers=4,
        at=timezone.now(),
    )
    return made, node, dana


def test_each_has_theirs(in_school, read_half, sign_in):
    made, node, dana = read_half
    here = in_school.organization
    own = sign_in(in_school.dana).get(f"{API}/progress").json()
    assert own["method"]["name"].startswith("Bayesian knowledge tracing")
    assert own["method"]["mastered_from"] == 0.85
    row = {
        "objective_id": str(node.pk),
        "title": str(node),
        "source_id": str(node.source_id),
        "depth": 0,
        "seen": None,
        "read": 0.5,
        "practised": 4,
        "mastery": pytest.approx(0.9, abs=0.01),
        "is_mastered": True,
    }
    assert own["objectives"] == [row]
    teacher = sign_in(in_school.bob)
    of_class = teacher.get(f"{API}/classes/{made.pk}/progress?limit=1").json()
    assert len(of_class["items"]) == 1
    rest = teacher.get(f"{API}/classes/{made.pk}/progress?cursor={of_class['next_cursor']}").json()
    students = [*of_class["items"], *rest["items"]]
    assert [(each["mastered"], each["objectives"][0]["read"]) for each in students] == [
        (1, 0.5),
        (0, 0.0),
    ]
    summary = teacher.get(f"{API}/classes/{made.pk}/progress/objectives").json()["items"][0]
    assert (summary["read"], summary["practised"], summary["mastered"]) == (0.25, 1, 1)
    one = teacher.get(f"{API}/classes/{made.pk}/progress/{dana.pk}").json()
    assert one["objectives"] == [row]
    nora = add_to(here, "nora", Role.GUARDIAN)
    relate(
        kind="guardian", adult=membership(here, nora), child=dana, made=Relationship.Made.BY_HAND
    )
    parent = sign_in(nora)
    of_child = parent.get(f"{API}/children/{dana.pk}/progress").json()
    assert (of_child["name"], of_child["objectives"]) == ("Dana", [row])
    assert parent.get(f"{API}/classes/{made.pk}/progress").status_code == 403
    stranger = add_to(here, "tom", Role.TEACHER)
    assert sign_in(stranger).get(f"{API}/classes/{made.pk}/progress").status_code == 404
    assert sign_in(stranger).get(f"{API}/children/{dana.pk}/progress").status_code == 404
