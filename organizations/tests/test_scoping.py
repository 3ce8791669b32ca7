import pytest

from library.models import Source
from organizations.models import Job
from organizations.scoping import Unscoped, current_organization_id, scope, unscoped


def add_source(organization_id=None, title="A book", **fields):
    with unscoped("tests"):
        return Source.objects.create(
            organization_id=organization_id, title=title, filename="a.pdf", file_key="a", **fields
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


def test_the_catalogue_is_in_every_scope(school):
    catalogue = add_source(None)
    with scope(school.organization.pk):
        assert Source.objects.get() == catalogue


def test_the_scope_ends_with_its_block(school):
    with scope(school.organization.pk):
        assert current_organization_id() == school.organization.pk
    with pytest.raises(Unscoped):
        current_organization_id()


def test_looking_across_needs_a_reason():
    with pytest.raises(ValueError, match="say why"), unscoped(""):
        pass
