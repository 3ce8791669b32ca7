import pytest
from django.utils import timezone

from library.models import Source
from organizations.models import CatalogueSubscription, Job, Organization
from organizations.scoping import (
    Unscoped,
    catalogue_scope,
    current_organization_id,
    current_place,
    forget_titles,
    once_in_brief,
    resume,
    scope,
    unscoped,
)


def add_source(organization_id=None, title="A book", **fields):
    with unscoped("tests"):
        return Source.objects.create(
            organization_id=organization_id, title=title, filename="a.pdf", file_key="a", **fields
        )


def add_subscription(organization, source, **fields):
    with unscoped("tests"):
        return CatalogueSubscription.objects.create(
            organization=organization, source_id=source.pk, slug="a-book", **fields
        )


def test_it_works(school):
    mine = add_source(school.organization.pk)
    with scope(school.organization.pk):
        assert list(Source.objects.all()) == [mine]


@pytest.mark.parametrize("model", [Source, Job])
def test_outside_a_scope_a_query_raises(model):
    with pytest.raises(Unscoped):
        model.objects.all()


def test_another_organization_s_rows_are_not_there(school, charlie):
    hidden = add_source(
        charlie.memberships.get(role="admin", organization__type="school").organization_id
    )
    with scope(school.organization.pk):
        assert not Source.objects.filter(pk=hidden.pk).exists()


def test_of_the_catalogue_only_what_is_subscribed_to(school):
    seen, _hidden = add_source(None), add_source(None)
    with scope(school.organization.pk):
        assert list(Source.objects.all()) == []
        add_subscription(school.organization, seen)
        forget_titles()
        assert list(Source.objects.all()) == [seen]


def test_an_ended_subscription_shows_nothing(school):
    add_subscription(school.organization, add_source(None), ended_at=timezone.now())
    with scope(school.organization.pk):
        assert not Source.objects.exists()


def test_another_organization_s_subscription_shows_nothing(school, charlie):
    theirs = Organization.objects.get(memberships__user=charlie, type="school")
    add_subscription(theirs, add_source(None))
    with scope(school.organization.pk):
        assert not Source.objects.exists()


def test_a_subscription_to_another_organization_s_source_shows_nothing(school, charlie):
    """However it came about."""
    theirs = Organization.objects.get(memberships__user=charlie, type="school")
    add_subscription(school.organization, add_source(theirs.pk))
    with scope(school.organization.pk):
        assert not Source.objects.exists()


def test_the_scope_of_the_catalogue_holds_no_organization_s_rows(school):
    title, _mine = add_source(None), add_source(school.organization.pk)
    with catalogue_scope():
        assert list(Source.objects.all()) == [title]
        with pytest.raises(Unscoped):
            current_organization_id()


def test_subscriptions_are_read_once_and_only_for_content(school, django_assert_num_queries):
    with scope(school.organization.pk):
        with django_assert_num_queries(1, using="default"):
            list(Job.objects.all())
        with django_assert_num_queries(1, using="default"):
            list(Source.objects.all())
            list(Source.objects.all())


def test_a_brief_scope_reads_once_and_any_other_each_time(school):
    def reads() -> int:
        done = []
        for _ in range(3):
            once_in_brief("what", lambda: done.append("read"))
        return len(done)

    with scope(school.organization.pk):
        assert reads() == 3
    with scope(school.organization.pk, is_brief=True):
        assert reads() == 1
        place = current_place()
    with resume(place):
        assert reads() == 0
    with resume(place.anew()), scope(school.organization.pk, is_brief=True):
        assert reads() == 1
    assert reads() == 3


def test_the_scope_ends_with_its_block(school):
    with scope(school.organization.pk):
        assert current_organization_id() == school.organization.pk
    with pytest.raises(Unscoped):
        current_organization_id()


def test_looking_across_needs_a_reason():
    with pytest.raises(ValueError, match="say why"), unscoped(""):
        pass
