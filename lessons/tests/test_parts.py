"""A part of the tree goes: what was made of it stays, as of its pages, and the page says so."""

from lessons.bubbles.preparing import prepare_chapter
from lessons.models import Assignment, LessonRequest, Preparation
from lessons.tests.factories import add_lesson, add_request
from library.models import StructureNode
from library.tests.test_correcting import book, page  # noqa: F401  # fixtures
from organizations.models import Job
from organizations.registries import reference_checks
from organizations.tests.factories import add_class, membership


def test_what_is_of_a_removed_part_stays_as_of_its_pages(page, in_school):  # noqa: F811
    source, bob = page.source, membership(in_school.organization, in_school.bob)
    planets = StructureNode.objects.get(source=source, title="Planets")
    made = add_request(add_lesson(source, in_school.bob), in_school.bob, node_id=planets.pk)
    given = Assignment.objects.create(
        organization=in_school.organization, kind="reading", title="Planets",
        subject_id=source.pk, source_id=source.pk, node_id=planets.pk,
        school_class=add_class(bob), opens_at=made.created_at,
    )  # fmt: skip
    prepare_chapter(bob, source, planets.pk)
    all_of_it = "1 lesson, 1 assignment, 1 preparation"
    tree = page.client.get(page.url(f"tree/?node={planets.pk}")).content.decode()
    assert f"Made of this part: {all_of_it}." in tree
    data = {"do": "delete", "seen": page.seen}
    after = page.client.post(
        page.url(f"tree/{planets.pk}/"), data, headers={"HX-Request": "true"}
    ).content.decode()
    assert f"It stays, as of the pages that the part had: {all_of_it}." in after
    for row in (made, given):
        row.refresh_from_db()
        assert (row.node_id, row.first_page, row.last_page) == (None, 1, 1)
    assert not Preparation.objects.exists()
    assert not Job.objects.active().filter(kind="prepare_chapter").exists()


def test_what_a_crash_left_pointing_at_nothing_is_found_and_repaired(page, in_school):  # noqa: F811
    planets = StructureNode.objects.get(source=page.source, title="Planets")
    page.tree(2, "delete")
    made = add_request(add_lesson(page.source, in_school.bob), in_school.bob, node_id=planets.pk)
    [check] = [each for each in reference_checks if each.name.startswith("LessonRequest.node_id")]
    assert check.find() == {planets.pk}
    check.repair(check.find())
    assert check.find() == set()
    made = LessonRequest.objects.get(pk=made.pk)
    assert (made.node_id, made.first_page, made.last_page) == (None, 1, 1)
