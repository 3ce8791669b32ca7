"""Confirms that meet in the database: one wins, the others are told the same."""

import threading

import pytest
from django.core.files.storage import storages
from django.db import connections

from library import uploads
from library.models import Ingestion, Source
from library.tests.uploading import files, the_source
from organizations.models import Job
from organizations.scoping import scope

pytestmark = pytest.mark.django_db(databases=["default", "content"], transaction=True)


def test_two_files_that_are_the_same_become_one_source(door, media):
    tickets = [door.create(f"{name}.pdf").json() for name in "abcd"]
    for ticket in tickets:
        door.send(ticket)
    answers = confirm_together(door, [ticket["source_id"] for ticket in tickets])
    assert len({answer.source.pk for answer in answers}) == 1
    assert sorted(answer.is_duplicate for answer in answers) == [False, True, True, True]
    assert (the_source().pk, Job.objects.count()) == (answers[0].source.pk, 1)
    assert files(media) == ["original.pdf"]


def test_one_file_confirmed_by_many_is_read_once(door, media):
    ticket = door.create().json()
    door.send(ticket)
    answers = confirm_together(door, [ticket["source_id"]] * 4)
    assert {answer.source.pk for answer in answers} == {the_source().pk}
    assert not any(answer.is_duplicate for answer in answers)
    assert (Job.objects.count(), Ingestion.objects.count()) == (1, 1)


def test_a_duplicate_confirmed_by_many_is_told_to_all(door, media):
    first = door.bring().json()
    ticket = door.create().json()
    door.send(ticket)
    answers = confirm_together(door, [ticket["source_id"]] * 4)
    assert {str(answer.source.pk) for answer in answers} == {first["source_id"]}
    assert all(answer.is_duplicate for answer in answers)
    assert files(media) == ["original.pdf"]


def confirm_together(door, source_ids: list[str]) -> list[uploads.Confirmed]:
    """Confirm in threads that all hold the row as it was before any of them began."""
    barrier, answers = threading.Barrier(len(source_ids)), []

    def confirm(source: Source) -> None:
        try:
            with scope(door.school.organization.pk):
                barrier.wait(10)
                answers.append(uploads.confirm_upload(source=source))
        finally:
            connections.close_all()

    rows = [Source.objects.get(pk=pk) for pk in source_ids]
    assert storages["default"]  # made once, here: not by many threads at once
    threads = [threading.Thread(target=confirm, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == len(source_ids)
    return answers
