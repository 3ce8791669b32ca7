"""The five steps. Each button says where to go next; nothing that was typed is lost on the way."""

from django.contrib import messages
from django.forms import FileField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Onboarding
from organizations.onboarding import services
from organizations.onboarding.answers import Answers
from organizations.onboarding.checks import find_problems
from organizations.onboarding.filling import fill
from organizations.onboarding.forms import FORMS, StepForm
from organizations.onboarding.provisioning import in_order
from organizations.onboarding.services import REVIEW, STEPS
from organizations.onboarding.showing import summary
from organizations.onboarding.views.base import AdminPage, onboarding_of
from organizations.onboarding.views.progress import place_of
from project.errors import Conflict

TITLES = {step: form.title for step, form in FORMS.items()} | {REVIEW: gettext_lazy("Review")}
FIRST = STEPS[0]


class StepView(AdminPage):
    """GET shows a step; POST saves it and goes where `go` says, or says what is wrong."""

    title = gettext_lazy("Onboarding")

    def get(self, request, pk=None, step=FIRST) -> HttpResponse:
        if leave := self._find(pk, step):
            return leave
        if step == REVIEW:
            return self._show_review()
        draft = self.onboarding.drafts.get(step)
        form = self._form(draft) if draft else self._form(initial=self.answers.values(step))
        return self._show(form)

    def post(self, request, pk=None, step=FIRST) -> HttpResponse:
        if leave := self._find(pk, step):
            return leave
        if step == REVIEW:
            return self._go(request.POST.get("go", ""))
        if "fill" in request.POST or self._has_only_the_type():
            return self._show(self._form(fill(request.POST, self.answers)))
        form = self._form(request.POST, files=request.FILES)
        is_valid = form.is_valid()
        form.store_files()
        try:
            if "forget_roster" in request.POST:
                return self._forget_roster(form)
            return self._save(form) if is_valid else self._keep(form)
        except Conflict as error:
            form.forget_files()
            messages.error(request, error.message)
            return self._show(form, status=409)

    def _find(self, pk, step: str) -> HttpResponse | None:
        """The onboarding, or where somebody who comes by has to go instead."""
        if step not in STEPS:
            raise Http404
        self.step = step
        self.onboarding = onboarding_of(pk) if pk else Onboarding()
        self.answers = Answers.of(self.onboarding)
        if self.onboarding.state != Onboarding.State.DRAFT:
            messages.info(self.request, _("This onboarding is no longer being filled in."))
            return redirect(place_of(self.onboarding))
        if step != FIRST and not self.answers.type:
            messages.info(self.request, _("Begin with the organization: its type fills the rest."))
            return redirect(self._url(FIRST))
        return None

    def _form(self, data=None, initial=None, files=None) -> StepForm:
        return FORMS[self.step](data, files, initial=initial, answers=self.answers)

    def _save(self, form: StepForm) -> HttpResponse:
        self._start()
        services.save_step(
            self.onboarding,
            step=self.step,
            values=form.cleaned_data,
            version=self._version(),
            by=self.request.user,
        )
        return self._go(self.request.POST.get("go", ""))

    def _keep(self, form: StepForm) -> HttpResponse:
        """Show what is wrong; where they want to go elsewhere first, let them, and keep it."""
        if self.onboarding._state.adding:
            return self._show(form, status=422)
        self._keep_draft(form)
        go = self.request.POST.get("go", "")
        if go in STEPS and STEPS.index(go) < STEPS.index(self.step):
            messages.warning(
                self.request,
                _("“%(step)s” is kept as you typed it, and is not complete yet.")
                % {"step": TITLES[self.step]},
            )
            return self._go(go)
        return self._show(form, status=422)

    def _forget_roster(self, form: StepForm) -> HttpResponse:
        self._keep_draft(form)
        services.forget_roster(self.onboarding, by=self.request.user)
        return redirect(self._url(self.step))

    def _keep_draft(self, form: StepForm) -> None:
        services.keep_draft(
            self.onboarding,
            step=self.step,
            posted=_posted(self.request.POST, form),
            roster=form.cleaned_data.get("roster"),
            version=self._version(),
            by=self.request.user,
        )

    def _start(self) -> None:
        if self.onboarding._state.adding:
            self.onboarding = services.start_onboarding(by=self.request.user)

    def _has_only_the_type(self) -> bool:
        """The first visit asks for the type alone; the rest is filled in by it."""
        return self.step == FIRST and not self.request.POST.get("filled_for")

    def _version(self) -> int:
        said = self.request.POST.get("version", "")
        return int(said) if said.isdigit() and len(said) < 10 else 0

    def _go(self, step: str) -> HttpResponse:
        later = STEPS[min(STEPS.index(self.step) + 1, len(STEPS) - 1)]
        return redirect(self._url(step if step in STEPS else later))

    def _url(self, step: str) -> str:
        if self.onboarding._state.adding:
            return reverse("admin:onboarding_add")
        return reverse("admin:onboarding_step", args=[self.onboarding.pk, step])

    def _show(self, form: StepForm, *, status: int = 200) -> HttpResponse:
        chosen = form["type"].value() if self.step == FIRST else self.answers.type
        context = {"form": form, "type": chosen, "is_short": self.step == FIRST and not chosen}
        context["roster"] = Answers.of(self.onboarding).roster
        return self._render(f"admin/organizations/onboarding/{self.step}.html", context, status)

    def _show_review(self) -> HttpResponse:
        context = {
            "problems": find_problems(self.answers),
            "summary": summary(self.answers),
            "provisioners": in_order(),
        }
        return self._render("admin/organizations/onboarding/review.html", context, 200)

    def _render(self, template: str, context: dict, status: int) -> HttpResponse:
        self.template_name = template
        frame = {
            "onboarding": self.onboarding,
            "step": self.step,
            "steps": self._steps(),
            "number": STEPS.index(self.step) + 1,
            "step_title": TITLES[self.step],
            "previous": STEPS[STEPS.index(self.step) - 1] if self.step != FIRST else "",
        }
        return self.render_to_response(self.get_context_data(**frame, **context), status=status)

    def _steps(self) -> list[dict]:
        done = {*self.onboarding.done_steps} - set(self.onboarding.drafts)
        return [
            {
                "name": name,
                "title": TITLES[name],
                "number": number,
                "is_done": name in done,
                "is_here": name == self.step,
                "is_unfinished": name in self.onboarding.drafts,
            }
            for number, name in enumerate(STEPS, 1)
        ]


def _posted(data, form: StepForm) -> dict:
    """What the form's fields were given, as JSON holds it."""
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form.fields.items()
        if not isinstance(field, FileField)  # a file that can be read is kept on its own
    }
