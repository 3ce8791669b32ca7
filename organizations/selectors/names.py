"""Names of an organization's people that have one of some words."""

from django.contrib.postgres.search import SearchQuery

from accounts.models import User
from accounts.names import words_of_person
from organizations.models import Membership
from organizations.scoping import organization_in_scope
from project.providers import registries
from project.providers.pseudonyms import words_of

READ = 500  # rows at a time


def names_with(words: frozenset[str]) -> list[str]:
    """Of everybody who is or was here; found by the index of people's words.

    words: in lower case, without marks that a query could be made of. Memory grows with the
    names that are found and not with the people: an email's words, such as "com", may fit all.
    """
    organization_id = organization_in_scope()
    if organization_id is None or not words:
        return []
    query = SearchQuery(
        " | ".join(f"'{word}'" for word in sorted(words)), search_type="raw", config="simple"
    )
    found = User.objects.annotate(words=words_of_person()).filter(words=query).values("pk")
    here = Membership.objects.filter(organization_id=organization_id, user__in=found)
    names = here.values_list("user__name", flat=True).order_by()
    return list({name for name in names.iterator(chunk_size=READ) if words & words_of(name)})


def register() -> None:
    registries.people_finders.append(names_with)
