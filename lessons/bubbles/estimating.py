"""What preparing a chapter would take, before it is asked for."""

from dataclasses import dataclass

from django.db.models import Q, Sum
from django.db.models.functions import Length

from billing.models import Meter, ProviderCall
from billing.prices import cost_of
from billing.usage import pool_uses
from lessons.defaults import organization_strategy
from lessons.models import Bubble, Preparation
from lessons.script.length import WORDS_A_MINUTE
from lessons.selectors import CHARACTERS_A_WORD
from library.models import Source
from organizations.models import Organization
from organizations.scoping import unscoped
from project.providers.calls import Call, Kind

EXPLAINED_S = 25.0  # an explanation, of at most four sentences
MEASURED = 5  # of the newest preparations of this installation
LEAST_MEASURED_S = 60  # of clips; less says little
WORK_A_SECOND = 0.1  # where none was measured: on two cores, the sound and the clip


@dataclass(frozen=True, slots=True)
class Rate:
    """For a second of clip: seconds of work, and micro-dollars."""

    work_s: float
    cost_microusd: float
    is_measured: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """total: bubbles of the chapter; there: of these, how many are made. clips_s: how long the
    others would play, in seconds. pool: videos of everybody here this month, in words."""

    total: int
    there: int
    clips_s: float
    rate: Rate
    pool: str

    @property
    def missing(self) -> int:
        return self.total - self.there

    @property
    def minutes(self) -> int:
        """Of work."""
        return max(1, round(self.clips_s * self.rate.work_s / 60))

    @property
    def cost_microusd(self) -> int:
        return round(self.clips_s * self.rate.cost_microusd)

    @property
    def percent(self) -> int:
        """Of a video, that it will count as."""
        return round(100 * self.missing / self.total)


def estimate_of(
    organization: Organization, source: Source, sections, *, skipped: int = 0
) -> Estimate | None:
    """sections: rows of the chapter. skipped: bubbles of it that have nothing to say, as far as
    that is known. None where nothing says anything."""
    found = sections.aggregate(characters=Sum(Length("text"), default=0))
    count = sections.count()
    total = count * len(Bubble.Act) - skipped
    if total <= 0:
        return None
    made = Bubble.objects.filter(
        organization_id=organization.pk,
        source_id=source.pk,
        version=source.version,
        state=Bubble.State.DONE,
        strategy__in=["", organization_strategy(organization)],
        section_id__in=list(sections.values_list("pk", flat=True)),
    )
    there = made.count()
    read_s = found["characters"] / CHARACTERS_A_WORD / WORDS_A_MINUTE * 60
    whole_s = read_s + EXPLAINED_S * count
    return Estimate(
        total=total,
        there=there,
        clips_s=whole_s * (1 - there / total),
        rate=rate(),
        pool=pool_uses(organization)[Meter.VIDEO].words,
    )


def rate() -> Rate:
    """By the newest chapters that were prepared here; by the price table before there are some."""
    with unscoped("what work takes is the installation's"):
        done = Preparation.objects.filter(state=Preparation.State.DONE).order_by("-finished_at")
        ids = list(done.values_list("pk", flat=True)[:MEASURED])
        calls = ProviderCall.objects.filter(request_id__in=ids, is_cached=False)
        found = calls.aggregate(
            work_s=Sum("seconds", default=0.0),
            cost=Sum("cost_microusd", default=0),
            clips_s=Sum("amount", filter=Q(kind=Kind.RENDERING), default=0.0),
        )
    if found["clips_s"] < LEAST_MEASURED_S:
        return Rate(WORK_A_SECOND, _seed(), is_measured=False)
    return Rate(found["work_s"] / found["clips_s"], found["cost"] / found["clips_s"], True)


def _seed() -> float:
    kinds = (Kind.SPEECH, Kind.RENDERING)
    minute = [Call("own", "", kind, is_ours=True, amount=60.0) for kind in kinds]
    return sum(cost_of(call) for call in minute) / 60
