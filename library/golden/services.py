"""Keep golden questions of a source: write, change, propose, import, and ask them."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from library.golden.asking import ranks_of
from library.golden.labels import labels_of, pages_from, say_pages
from library.golden.scores import Score, score
from library.models import GoldenQuestion, Source
from library.models.golden import QUESTION_CHARACTERS
from project.databases import CONTENT
from project.errors import Conflict, Invalid
from project.text.storable import storable

MOST_PER_SOURCE = 100  # all are asked while a person waits


def list_questions(source: Source) -> list[GoldenQuestion]:
    """Proposed ones first, then as they were written; each with `labels`, its printed pages."""
    rows = list(GoldenQuestion.objects.filter(source=source).order_by("-state", "created_at"))
    labels = labels_of(source)
    for row in rows:
        row.labels = say_pages(row.pages, labels)
    return rows


def keep_question(*, source: Source, question: str, pages: str, by: User) -> GoldenQuestion:
    """pages: as printed, such as "527, 530–531". One that was proposed is kept with these.

    Raises Invalid for an empty question or pages that the source does not have, Conflict where
    it is kept already or there are too many.
    """
    text, indexes = _checked(question), pages_from(source, pages)
    found = GoldenQuestion.objects.filter(source=source, question=text).first()
    if found and found.state == GoldenQuestion.State.KEPT:
        raise Conflict(_("This question is kept already. Change its pages there."))
    if found is None:
        _check_room(source, 1)
        return _add(source, text, indexes, GoldenQuestion.State.KEPT, by)
    return _change(found, text, indexes)


def change_question(row: GoldenQuestion, *, question: str, pages: str) -> None:
    """What was proposed is kept from then on. Raises Invalid, Conflict as `keep_question`."""
    _change(row, _checked(question), pages_from(row.source, pages))


def propose_golden_question(
    *, source: Source, question: str, pages: Iterable[int], by: User
) -> GoldenQuestion | None:
    """From an answer that somebody judged: a teacher who manages the source decides.

    pages: indexes of the sheets that were cited. None where nothing was proposed: the source is
    the catalogue's, has too many, no page was cited, or the question is there already.
    """
    text = " ".join(storable(question).split())[:QUESTION_CHARACTERS]
    indexes = sorted(set(pages))
    rows = GoldenQuestion.objects.filter(source=source)
    if not (text and indexes) or source.is_of_catalogue or rows.count() >= MOST_PER_SOURCE:
        return None
    try:
        return _add(source, text, indexes, GoldenQuestion.State.PROPOSED, by)
    except Conflict:
        return None


def ask_questions(source: Source) -> Score:
    """Ask all that are kept, and note for each at which place the right page came.

    Raises Conflict where the source cannot be searched, ProviderError.
    """
    if not source.is_readable:
        raise Conflict(_("This source has not been read yet. Ask when it is ready."))
    rows = GoldenQuestion.objects.filter(source=source, state=GoldenQuestion.State.KEPT)
    ranks = ranks_of(rows)
    for pk, rank in ranks.items():
        row = GoldenQuestion.objects.filter(pk=pk)
        row.update(rank=rank, asked_at=Now())
        row.filter(standard_at=None).update(standard=rank, standard_at=Now())
    return score(ranks.values())


def export_questions(source: Source) -> str:
    """Those that are kept, as JSONL: {"question": "…", "pages": ["527", …]}, by printed page."""
    labels = labels_of(source)
    rows = GoldenQuestion.objects.filter(source=source, state=GoldenQuestion.State.KEPT)
    return "".join(
        json.dumps(
            {"question": row.question, "pages": [labels.get(n, str(n + 1)) for n in row.pages]},
            ensure_ascii=False,
        )
        + "\n"
        for row in rows.order_by("created_at")
    )


def import_questions(*, source: Source, content: bytes, by: User) -> int:
    """All of the lines, or none; a question that is there gets these pages. Returns how many.

    Raises Invalid, which names the line.
    """
    lines = [_line(source, number, line) for number, line in _lines(content)]
    wanted = dict(lines)
    present = GoldenQuestion.objects.filter(source=source, question__in=wanted)
    rows = {row.question: row for row in present}
    _check_room(source, len(wanted.keys() - rows.keys()))
    with transaction.atomic(using=CONTENT):
        for question, indexes in wanted.items():
            if row := rows.get(question):
                _change(row, question, indexes)
            else:
                _add(source, question, indexes, GoldenQuestion.State.KEPT, by)
    return len(wanted)


def _lines(content: bytes) -> list[tuple[int, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_("This file is not text in UTF-8. Export one here to see its form.")) from (
            error
        )
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise Invalid(_("There is nothing in this file."))
    if len(lines) > MOST_PER_SOURCE:
        raise Invalid(_too_many())
    return lines


def _line(source: Source, number: int, line: str) -> tuple[str, list[int]]:
    try:
        found = json.loads(line)
        question, pages = found["question"], found["pages"]
        if not isinstance(question, str) or not isinstance(pages, list):
            raise TypeError
        return _checked(question), pages_from(source, ", ".join(map(str, pages)))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(
            _("Line %(line)s is not of the form %(form)s.")
            % {"line": number, "form": '{"question": "…", "pages": ["527"]}'}
        ) from error
    except Invalid as error:
        raise Invalid(
            _("Line %(line)s: %(problem)s") % {"line": number, "problem": error.message}
        ) from error


def _checked(question: str) -> str:
    text = " ".join(storable(question).split())
    if not text:
        raise Invalid(_("Write a question first."))
    if len(text) > QUESTION_CHARACTERS:
        raise Invalid(_("A question has at most %(count)s characters.") % {
            "count": QUESTION_CHARACTERS
        })  # fmt: skip
    return text


def _check_room(source: Source, count: int) -> None:
    if GoldenQuestion.objects.filter(source=source).count() + count > MOST_PER_SOURCE:
        raise Conflict(_too_many())


def _too_many() -> str:
    return _("A source has at most %(count)s golden questions.") % {"count": MOST_PER_SOURCE}


def _add(source: Source, question: str, indexes: list[int], state: str, by: User) -> GoldenQuestion:
    try:
        with transaction.atomic(using=CONTENT):
            return GoldenQuestion.objects.create(
                source=source,
                organization_id=source.organization_id,
                question=question,
                pages=indexes,
                state=state,
                created_by_id=by.pk,
            )
    except IntegrityError as error:
        raise Conflict(_("This question is kept already. Change its pages there.")) from error


def _change(row: GoldenQuestion, question: str, indexes: list[int]) -> GoldenQuestion:
    """Another question or other pages: what it was measured by is gone."""
    if (row.question, row.pages) != (question, indexes):
        row.rank = row.asked_at = row.standard = row.standard_at = None
    row.question, row.pages, row.state = question, indexes, GoldenQuestion.State.KEPT
    try:
        with transaction.atomic(using=CONTENT):
            row.save()
    except IntegrityError as error:
        raise Conflict(_("This question is kept already. Change its pages there.")) from error
    return row


def question_of(source: Source, pk: UUID) -> GoldenQuestion | None:
    return GoldenQuestion.objects.select_related("source").filter(source=source, pk=pk).first()
