"""A spec that extends another: the base with what is said otherwise. Pure."""

from pydantic import Field, field_validator

from lessons.strategies.spec import (
    Extends,
    Forbidden,
    ItemKind,
    Language,
    Line,
    Part,
    Percent,
    Phase,
    Spec,
)


class PhaseOverride(Part):
    """time: 0 leaves the phase out. "" or None: as in the base."""

    time: Percent | None = None
    evidence: str = Field("", max_length=200)


class Overrides(Part):
    """phases: by the names of the base's. forbidden: beside the base's.

    items, tone, language: in place of the base's; None or "" keeps them.
    """

    phases: dict[str, PhaseOverride] = Field(default_factory=dict)
    items: dict[ItemKind, Percent] | None = None
    tone: str = Field("", max_length=200)
    language: Language | None = None
    forbidden: tuple[Forbidden, ...] = ()

    @field_validator("items")
    @classmethod
    def _asked_for(cls, items):
        return {kind: share for kind, share in (items or {}).items() if share} or None


def extend(
    base: Spec, overrides: Overrides, *, key: str, version: int, name: Line, description: Line
) -> Spec:
    """Its shape is right; whether it is sound says `linting.lint`."""
    return Spec(
        key=key,
        version=version,
        name=name,
        description=description,
        source=base.source,
        extends=Extends(key=base.key, version=base.version),
        phases=tuple(_phases(base, overrides)),
        items=overrides.items or base.items,
        tone=overrides.tone or base.tone,
        language=overrides.language or base.language,
        forbidden=(*base.forbidden, *overrides.forbidden),
    )


def _phases(base: Spec, overrides: Overrides) -> list[Phase]:
    changed = [_phase(phase, overrides.phases.get(phase.name)) for phase in base.phases]
    return [phase for phase in changed if phase.time]


def _phase(phase: Phase, said: PhaseOverride | None) -> Phase:
    if said is None:
        return phase
    time = phase.time if said.time is None else said.time
    change = {"time": time, "evidence": said.evidence or phase.evidence}
    return phase.model_copy(update=change)
