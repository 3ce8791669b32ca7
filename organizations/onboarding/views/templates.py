"""Apply a template to an organization, with the difference first."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import AppliedTemplate, Organization
from organizations.onboarding.forms.knowledge import brings
from organizations.onboarding.views.base import AdminPage
from organizations.template_files import Template, list_templates, template_of
from organizations.templating.applying import apply_template, difference
from organizations.templating.difference import EFFECTIVE, Item
from organizations.templating.parts import parts


def list_for_page() -> list[dict]:
    """Each template with what it brings, for the list's head."""
    return [
        {
            "template": template,
            "brings": brings(template),
            "types": ", ".join(str(Organization.Type(type).label) for type in template.types),
        }
        for template in list_templates()
    ]


class ChooseForm(forms.Form):
    organization = forms.ModelChoiceField(
        label=gettext_lazy("Organization"),
        queryset=Organization.objects.none(),
        to_field_name="slug",
    )
    template = forms.ChoiceField(label=gettext_lazy("Template"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["organization"].queryset = Organization.objects.live().order_by("name")
        self.fields["template"].choices = [
            (template.slug, template.title) for template in list_templates()
        ]


class ApplyView(AdminPage):
    title = gettext_lazy("Apply a template")
    template_name = "admin/organizations/appliedtemplate/apply.html"

    def get(self, request) -> HttpResponse:
        """With both chosen: the difference."""
        asked = request.GET.dict()
        form = ChooseForm(asked if "organization" in asked else None, initial=asked)
        context = {"form": form}
        if form.is_valid():
            context |= self._difference(form)
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request) -> HttpResponse:
        form = ChooseForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        organization, template = _chosen(form)
        items = apply_template(
            organization=organization,
            template=template,
            by=request.user,
            replace=request.POST.getlist("replace"),
        )
        done = sum(item.what in EFFECTIVE for item in items)
        messages.success(
            request,
            _("“%(template)s” is applied to %(name)s: %(done)d of %(all)d changed.")
            % {"template": template.title, "name": organization, "done": done, "all": len(items)},
        )
        query = {"organization": organization.slug, "template": template.slug}
        return redirect(f"{reverse('admin:template_apply')}?{urlencode(query)}")

    def _difference(self, form: ChooseForm) -> dict:
        organization, template = _chosen(form)
        items = difference(organization, template)
        applied = AppliedTemplate.objects.filter(organization=organization, slug=template.slug)
        return {
            "organization": organization,
            "template": template,
            "applied": applied.select_related("applied_by").first(),
            "groups": _groups(items),
            "changes": sum(item.what in EFFECTIVE for item in items),
            "is_meant": organization.type in template.types,
        }


def _chosen(form: ChooseForm) -> tuple[Organization, Template]:
    return form.cleaned_data["organization"], template_of(form.cleaned_data["template"])


def _groups(items: list[Item]) -> list[tuple]:
    """(label of the part, its items), without empty ones."""
    by_part = [(part.label, [i for i in items if i.part == part.name]) for part in parts()]
    return [(label, found) for label, found in by_part if found]
