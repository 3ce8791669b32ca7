"""What became of a request, stage by stage: time, cost, tries and what went wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from billing.models import ProviderCall
from lessons.describing import STAGES, stage_rows
from lessons.models import LessonRequest
from lessons.work import Work
from organizations.slices import LeaseLost
from organizations.staged import in_order
from project.errors import LecternError
from project.providers.calls import for_purpose

PURPOSE = "lesson."  # and the stage's name, on each call of a provider
MOST_TROUBLE = 40  # that is kept, the newest
Run = Callable[[Work], None]


@dataclass(frozen=True, slots=True)
class StageRecord:
    """cost: micro-dollars. tries: how often it was begun; more than one where it failed before.
    state: one of `organizations.staged`, or "failed" where the request ended in it."""

    name: str | Promise
    state: str
    seconds: float
    cost: int
    tries: int
    errors: list[str]


def with_purposes(stages: Mapping[str, Run]) -> dict[str, Run]:
    """Each stage, so that what it calls of providers is known to be its own."""
    return {name: _with_purpose(name, run) for name, run in stages.items()}


def _with_purpose(name: str, run: Run) -> Run:
    def run_stage(work: Work) -> None:
        with for_purpose(f"{PURPOSE}{name}"):
            run(work)

    return run_stage


@contextmanager
def keeping_trouble(work: Work) -> Iterator[None]:
    """What ends a try is written on the request, with the stage that it was in, and goes on."""
    try:
        yield
    except LeaseLost:
        raise
    except Exception as error:
        _keep(work, error)
        raise


def _keep(work: Work, error: Exception) -> None:
    request = work.row
    entry = {
        "stage": request.stage,
        "at": timezone.now().isoformat(),
        "attempt": work.slice.job.attempts,
        "said": _said(error),
    }
    with request.holding(work.slice.fence):
        request.trouble = [*request.trouble, entry][-MOST_TROUBLE:]
        request.save(update_fields=["trouble"])


def _said(error: Exception) -> str:
    """No words of a prompt, a key or a path: those of our errors are written for people."""
    if isinstance(error, LecternError):
        return str(error)
    return gettext("It stopped unexpectedly (%(kind)s).") % {"kind": type(error).__name__}


def stage_records(request: LessonRequest) -> list[StageRecord]:
    """One query."""
    costs = costs_by_stage([request.pk]).get(request.pk, {})
    shown = {row["name"] for row in stage_rows(request.stages, request.modalities)}
    return [
        _record(request, name, stage, costs.get(name, 0))
        for name, stage in in_order(request.stages)
        if STAGES.get(name) in shown
    ]


def _record(request: LessonRequest, name: str, stage: dict, cost: int) -> StageRecord:
    errors = [entry["said"] for entry in request.trouble if entry["stage"] == name]
    is_last = request.state == LessonRequest.State.FAILED and request.stage == name
    begun = stage["state"] != "waiting"
    return StageRecord(
        name=STAGES[name],
        state="failed" if is_last else stage["state"],
        seconds=stage["seconds"],
        cost=cost,
        tries=max(len(errors) + (0 if is_last else begun), int(begun)),
        errors=errors,
    )


def costs_by_stage(request_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """request -> stage -> micro-dollars, of all tries; one query."""
    calls = ProviderCall.objects.filter(
        request_id__in=list(request_ids), purpose__startswith=PURPOSE
    )
    costs: dict[UUID, dict[str, int]] = {}
    sums = calls.values_list("request_id", "purpose").annotate(cost=Sum("cost_microusd"))
    for request_id, purpose, cost in sums:
        if request_id:
            costs.setdefault(request_id, {})[purpose.removeprefix(PURPOSE)] = cost
    return costs
