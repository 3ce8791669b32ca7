"""Titles of the catalogue as an organization begins with them: chosen, or brought by a template."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.catalogue.listing import list_titles
from library.catalogue.subscriptions import subscribe, unsubscribe
from organizations import registries
from organizations.models import CatalogueSubscription, Organization
from organizations.onboarding.answers import Answers
from organizations.onboarding.progress import Progress
from organizations.registries import CatalogueTitle, Provisioner
from organizations.template_files import Template


def offered_titles() -> list[CatalogueTitle]:
    return [CatalogueTitle(each.slug, each.title, each.size) for each in list_titles()]


def subscribe_titles(organization: Organization, answers: Answers, progress: Progress) -> None:
    """In one piece: which titles are chosen by default changes with the catalogue."""
    offered = _offered()

    def write() -> None:
        for slug in answers.openstax:
            if slug in offered:
                subscribe(organization, slug, answers.by)
            else:
                progress.note(_is_gone(slug))
        for template in answers.templates:
            for slug in template.sources:
                if slug not in offered:
                    progress.note(_is_lacking(slug, template))

    progress.once(write)


def unsubscribe_titles(organization: Organization, answers: Answers) -> None:
    for slug in answers.openstax:
        unsubscribe(organization, slug)


def _offered() -> set[str]:
    return {title.slug for title in list_titles()}


def _is_gone(slug: str) -> str:
    return _(
        "“%(slug)s” is not in the catalogue any more and was left out. Load it again, then "
        "subscribe to it in the catalogue of the organization’s library."
    ) % {"slug": slug}


def _is_lacking(slug: str, template: Template) -> str:
    return _(
        "“%(slug)s”, which “%(template)s” brings, is not in the catalogue. Load it, then apply "
        "the template again."
    ) % {"slug": slug, "template": template.title}


class Sources:
    """Subscriptions to titles. What the catalogue does not hold yet comes when it does."""

    name = "sources"
    label = gettext_lazy("Books of the catalogue")

    def wanted(self, template):
        known = _offered() | _subscribed(template.sources)  # one may be read anew just now
        return {slug: True for slug in template.sources if slug in known}

    def present(self, organization, keys, made):
        return dict.fromkeys(_subscribed(keys), True)

    def is_in_use(self, organization, entry):
        return False  # what was made from it stays

    def write(self, organization, key, value, entry, by):
        subscribe(organization, key, by)
        return {"value": value}

    def remove(self, organization, key, entry):
        unsubscribe(organization, key)


def _subscribed(slugs) -> set[str]:
    active = CatalogueSubscription.objects.filter(slug__in=slugs, ended_at=None)
    return set(active.values_list("slug", flat=True))


def register() -> None:
    registries.catalogue_titles.append(offered_titles)
    registries.template_parts.append(Sources())
    registries.provisioners.append(
        Provisioner("titles", gettext_lazy("Books"), 20, subscribe_titles, unsubscribe_titles)
    )
