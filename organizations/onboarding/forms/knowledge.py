"""Step 3: what is taught from."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations import registries
from organizations.onboarding.forms.base import StepForm
from organizations.plans import covers
from organizations.template_files import Template, list_templates


def offered_titles() -> list[registries.CatalogueTitle]:
    return [title for find in registries.catalogue_titles for title in find()]


class KnowledgeForm(StepForm):
    step = "knowledge"
    title = gettext_lazy("Knowledge base")
    fieldsets = [
        (gettext_lazy("OpenStax"), ["use_openstax", "openstax"]),
        (gettext_lazy("Templates"), ["templates"]),
        (gettext_lazy("Reading"), ["chunk_tokens"]),
    ]

    use_openstax = forms.BooleanField(
        label=gettext_lazy("Teach from OpenStax books too"), required=False
    )
    openstax = forms.MultipleChoiceField(
        label=gettext_lazy("Titles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    templates = forms.MultipleChoiceField(
        label=gettext_lazy("What it begins with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    chunk_tokens = forms.IntegerField(
        label=gettext_lazy("Tokens of a passage"),
        min_value=500,
        max_value=1000,
        help_text=gettext_lazy(
            "From 500 to 1,000. Larger passages answer broad questions better, smaller ones "
            "cite more exactly. Holds for sources that are added later."
        ),
    )

    def prepare(self):
        titles = {title.slug: title for title in offered_titles()}
        self.fields["openstax"].choices = [
            (slug, f"{title.title} · {title.size}" if title.size else title.title)
            for slug, title in titles.items()
        ]
        if not titles:
            self.fields["openstax"].help_text = _(
                "No title of the catalogue has been loaded here yet. They can be added later."
            )
        said = self.answers.said.get("knowledge", {}).get("templates", [])
        self.fields["templates"].choices = [
            (template.slug, f"{template.title} · {brings(template)}")
            for template in list_templates()
            if self.answers.type in template.types or template.slug in said
        ]
        for name in ("openstax", "templates"):
            self.fields[name].error_messages["invalid_choice"] = _(
                "“%(value)s” is not offered here. Take it out, or choose another."
            )

    @classmethod
    def defaults(cls, profile):
        offered = {title.slug for title in offered_titles()}
        knowledge = profile.settings().knowledge_base
        return {
            "use_openstax": knowledge.use_openstax,
            "openstax": [slug for slug in profile.openstax if slug in offered],
            "templates": [],
            "chunk_tokens": knowledge.chunk_tokens,
        }

    def clean(self):
        if not self.errors:
            self._check_openstax()
            chosen = [t for t in list_templates() if t.slug in self.cleaned_data["templates"]]
            for template in chosen:
                self._check_template(template)
            if not self.errors:
                self._check_lessons(chosen)
        return self.cleaned_data

    def _check_openstax(self) -> None:
        if self.cleaned_data["openstax"] and not self.cleaned_data["use_openstax"]:
            self.add_error(
                "use_openstax",
                _("Titles are chosen, and OpenStax is switched off. Allow it, or choose none."),
            )

    def _check_template(self, template: Template) -> None:
        if self.answers.type not in template.types:
            self.add_error(
                "templates",
                _("“%(title)s” is not meant for this type of organization. Take it out.")
                % {"title": template.title},
            )
        elif template.sources and not self.cleaned_data["use_openstax"]:
            self.add_error(
                "use_openstax",
                _("“%(title)s” brings OpenStax books. Allow OpenStax, or take it out.")
                % {"title": template.title},
            )

    def _check_lessons(self, templates: list[Template]) -> None:
        plan = self.answers.values("plan")
        if plan.get("storage_limit_gb") == 0 and any(template.lessons for template in templates):
            self.add_error(
                "templates",
                _(
                    "These templates begin with lessons, and there is no storage for them. Take "
                    "them out, or allow some in step 2."
                ),
            )
        for modality, field in (("text", "monthly_text_limit"), ("video", "monthly_video_limit")):
            count = sum(template.lessons_with(modality) for template in templates)
            if not covers(plan.get(field), count):
                sentence = _(
                    "These templates begin with %(count)d lessons (%(modality)s); the plan "
                    "allows %(most)d a month. Take one out, or raise the limit in step 2."
                )
                values = {"count": count, "modality": modality, "most": plan[field]}
                self.add_error("templates", ValidationError(sentence % values))


def brings(template: Template) -> str:
    """In a line: "3 books, 2 lessons, 3 classes"."""
    parts = [
        (len(template.sources), ngettext("%d book", "%d books", len(template.sources))),
        (len(template.lessons), ngettext("%d lesson", "%d lessons", len(template.lessons))),
        (len(template.classes), ngettext("%d class", "%d classes", len(template.classes))),
    ]
    return ", ".join(words % count for count, words in parts if count)
