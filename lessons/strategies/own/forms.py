"""What a teacher changes of a global strategy."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.models import Strategy
from lessons.strategies.describing import ITEMS, phases_of
from lessons.strategies.overriding import Overrides
from lessons.strategies.own.previewing import Chapters
from lessons.strategies.own.services import sound
from lessons.strategies.performing import Strategy as Performed
from lessons.strategies.spec import Spec
from project.errors import Invalid

MOST_FORBIDDEN = 20


class StrategyForm(forms.Form):
    """base: the global one that it extends. spec: what stands in the form at first.

    chapters: as `previewing.chapter_choices` gives them.
    """

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(label=_("In a sentence"), max_length=200)
    used_by = forms.ChoiceField(
        label=_("Who may use it"),
        choices=Strategy.UsedBy.choices,
        widget=forms.RadioSelect,
        help_text=_("What everybody may use can be chosen for a class, too."),
    )
    tone = forms.CharField(label=_("Tone"), max_length=200)
    max_words = forms.IntegerField(
        label=_("Words in a sentence, at most"), min_value=8, max_value=60
    )
    forbidden = forms.CharField(
        label=_("Words that are not said"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One in each line, beside those of the way of teaching that it extends."),
    )

    def __init__(self, *args, base: Spec, spec: Spec, chapters: Chapters, row=None, **kwargs):
        kwargs["initial"] = _initial(base, spec, row)
        super().__init__(*args, **kwargs)
        self.base, self.row = base, row
        for phase in phases_of(Performed(base)):
            self.fields[f"time_{phase.name}"] = forms.IntegerField(
                label=gettext("Time, %(sign)s") % {"sign": "%"}, min_value=0, max_value=100
            )
            self.fields[f"evidence_{phase.name}"] = forms.CharField(
                label=gettext("By what you see that it worked"), max_length=200
            )
        for kind, words in ITEMS.items():
            field = forms.IntegerField(label=str(words), min_value=0, max_value=100, required=False)
            field.is_asked = True  # type: ignore[attr-defined]  # none is 0
            self.fields[f"items_{kind}"] = field
        self.fields["chapter"] = forms.ChoiceField(
            label=gettext("Try it on"),
            required=False,
            choices=[("", gettext("No chapter")), *chapters],
        )

    def clean(self):
        data = super().clean()
        if not self.errors:
            try:
                self.spec = sound(self.base, self._row(), self.overrides())
            except Invalid as error:
                self.add_error(None, error.message.splitlines())
        return data

    def _row(self) -> Strategy:
        """As it would be saved."""
        key, version = (self.row.key, self.row.version) if self.row else ("preview", 1)
        data = self.cleaned_data
        return Strategy(
            key=key, version=version, name=data["name"], description=data["description"]
        )

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "description", "used_by")}

    def overrides(self) -> Overrides:
        """Only what is otherwise than in the base: what the base says may become better."""
        data, base = self.cleaned_data, self.base
        shares = {kind: data[f"items_{kind}"] or 0 for kind in ITEMS}
        own = {kind: share for kind, share in shares.items() if share}
        longest = data["max_words"]
        language = base.language.model_copy(update={"max_words": longest})
        return Overrides.model_validate(
            {
                "phases": dict(self._phases()),
                "items": own if own != base.items else None,
                "tone": data["tone"] if data["tone"] != gettext(base.tone) else "",
                "language": language.model_dump() if language != base.language else None,
                "forbidden": [{"words": words} for words in self._forbidden()],
            }
        )

    def _phases(self) -> Iterator[tuple[str, dict]]:
        for phase in self.base.phases:
            time = self.cleaned_data[f"time_{phase.name}"]
            evidence = self.cleaned_data[f"evidence_{phase.name}"]
            said = {
                "time": time if time != phase.time else None,
                "evidence": evidence if evidence != gettext(phase.evidence) else "",
            }
            if any(value not in (None, "") for value in said.values()):
                yield phase.name, said

    def _forbidden(self) -> list[str]:
        lines = self.cleaned_data["forbidden"].splitlines()
        said = (" ".join(line.split())[:80].strip() for line in lines)
        return list(dict.fromkeys(words for words in said if words))[:MOST_FORBIDDEN]

    def phases(self) -> list[tuple]:
        """(phase, its field of time, its field of evidence), for the page."""
        return [
            (phase, self[f"time_{phase.name}"], self[f"evidence_{phase.name}"])
            for phase in phases_of(Performed(self.base))
        ]

    def items(self) -> list:
        return [self[f"items_{kind}"] for kind in ITEMS]


def _initial(base: Spec, spec: Spec, row: Strategy | None) -> dict:
    kept = {phase.name: phase for phase in spec.phases}
    initial = {
        "name": row.name if row else "",
        "description": row.description if row else gettext(base.description),
        "used_by": row.used_by if row else Strategy.UsedBy.MAKER,
        "tone": gettext(spec.tone),
        "max_words": spec.language.max_words,
        "forbidden": "\n".join(each.words for each in spec.forbidden[len(base.forbidden) :]),
    }
    for phase in base.phases:
        own = kept.get(phase.name)
        initial[f"time_{phase.name}"] = own.time if own else 0
        initial[f"evidence_{phase.name}"] = gettext((own or phase).evidence)
    return initial | {f"items_{kind}": spec.items.get(kind, 0) for kind in ITEMS}
