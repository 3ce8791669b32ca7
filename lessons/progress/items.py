"""What the items of a quiz were like, over all assignments of it that one runs; and as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lessons.assigning.access import assignments_seen_by
from lessons.models import Artifact, ArtifactItem, Assignment, Attempt
from lessons.progress.statistics import FEW, FEW_TO_RELATE, ItemStatistics, Sheet, analyse
from organizations.models import Membership
from organizations.spreadsheets import lines_of

NEWEST = 5000  # attempts


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """students: whose first attempts these are."""

    items: list[ItemStatistics]
    students: int

    few = FEW
    few_to_relate = FEW_TO_RELATE


def statistics_of(artifact: Artifact, membership: Membership) -> QuizStatistics:
    """Of each student's first attempt that is handed in. Of an item that was edited meanwhile, only
    the answers to its latest wording count. Two queries."""
    assignments = list(
        assignments_seen_by(membership)
        .filter(kind=Assignment.Kind.QUIZ, subject_id=artifact.pk)
        .order_by("created_at")
    )
    latest = {item["id"]: item for each in assignments for item in each.items}
    by_id = {each.pk: each for each in assignments}
    attempts = Attempt.objects.filter(assignment__in=by_id, number=1, submitted_at__isnull=False)
    found = list(attempts.order_by("-submitted_at")[:NEWEST])
    sheets = [_sheet(each, by_id[each.assignment_id], latest) for each in found]
    return QuizStatistics(analyse(latest.values(), sheets), len(found))


def _sheet(attempt: Attempt, assignment: Assignment, latest: dict[str, dict]) -> Sheet:
    shares, chosen = {}, {}
    for item in assignment.items:
        points = attempt.marks.get(item["id"], {}).get("points")
        if points is None or not _is_same(item, latest[item["id"]]) or not item["points"]:
            continue
        shares[item["id"]] = points / item["points"]
        if item["kind"] in ArtifactItem.WITH_OPTIONS:
            chosen[item["id"]] = _chosen(attempt.answers.get(item["id"]))
    return Sheet(shares, chosen)


def _is_same(item: dict, latest: dict) -> bool:
    return all(item[name] == latest[name] for name in ("stem", "options", "key"))


def _chosen(answer) -> list[int]:
    if answer is None:
        return []
    return answer if isinstance(answer, list) else [answer]


def csv_lines(found: QuizStatistics) -> Iterator[str]:
    """A line an item, with its options behind it."""
    heads = [_("Number"), _("Question"), _("Answers"), _("Difficulty"), _("Discrimination")]
    most = max((len(each.options) for each in found.items), default=0)
    for n in range(1, most + 1):
        heads += [_("Option %d") % n, _("Chosen"), _("Upper group"), _("Lower group")]
    yield from lines_of(heads, (_line(n, each) for n, each in enumerate(found.items, start=1)))


def _line(number: int, each: ItemStatistics) -> list:
    values = [number, each.item["stem"], each.answers, _figure(each.difficulty)]
    values.append(_figure(each.discrimination))
    for option in each.options:
        mark = "*" if option.is_key else ""
        values += [f"{option.text}{mark}", option.chosen, option.upper, option.lower]
    return values


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
