"""The catalogue as admins and teachers see it: subscribe, copy, and the way back of each."""

import pytest
from django.db import connection

from library.catalogue import subscribe
from library.models import Source
from library.tests.cataloguing import work_off
from library.tests.factories import add_title
from organizations.models import AuditEntry, CatalogueSubscription
from organizations.scoping import scope, unscoped


@pytest.fixture
def title(school):
    return add_title("astronomy-2e", title="Astronomy", licence="CC BY 4.0")


@pytest.fixture
def post(school, sign_in):
    """post("subscribe"): what alice sees after she was sent on."""
    client = sign_in(school.alice)

    def send(verb: str, slug: str = "astronomy-2e") -> str:
        url = school.url(f"library/catalogue/{slug}/{verb}/")
        return client.post(url, follow=True).content.decode()

    return send


def actions() -> list[str]:
    with unscoped("the tests look at every row"):
        return list(AuditEntry.objects.order_by("at").values_list("action", flat=True))


def test_it_lists_titles_with_what_is_told_of_them(school, title, sign_in):
    page = sign_in(school.alice).get(school.url("library/catalogue/")).content.decode()
    for said in ("Astronomy", "Science", "2 sections", "1 passage", "CC BY 4.0", "openstax.org"):
        assert said in page
    assert "Subscribe" in page


def test_an_empty_catalogue_says_what_will_stand_there(school, sign_in):
    page = sign_in(school.bob).get(school.url("library/catalogue/")).content.decode()
    assert "No titles yet" in page


def test_what_is_still_being_read_is_not_offered(school, sign_in, post):
    add_title("astronomy-2e", state=Source.State.PROCESSING)
    page = sign_in(school.alice).get(school.url("library/catalogue/")).content.decode()
    assert "No titles yet" in page
    assert "no such title" in post("subscribe")


def test_subscribe_and_undo(school, title, post):
    page = post("subscribe")
    assert "stands in everybody’s library now" in page
    assert "Undo" in page
    assert "is out of your library" in post("remove")
    assert "stands in everybody’s library now" in post("subscribe")
    wanted = ["catalogue.subscribed", "catalogue.unsubscribed", "catalogue.subscribed"]
    assert actions() == wanted


def test_subscribed_twice_it_is_one_subscription(school, title, post):
    post("subscribe")
    post("subscribe")
    with scope(school.organization.pk):
        assert CatalogueSubscription.objects.count() == 1
    assert actions() == ["catalogue.subscribed"]


def test_an_old_address_offers_nothing_to_undo(school, title, sign_in):
    url = school.url("library/catalogue/?done=subscribed&title=astronomy-2e")
    assert "Undo" not in sign_in(school.alice).get(url).content.decode()


def test_a_copy_and_its_undo(school, title, post, client):
    assert "own copy of “Astronomy”" in post("copy")
    with scope(school.organization.pk):
        copy = Source.objects.get()
        assert (copy.state, copy.copied_from_id) == (Source.State.QUEUED, title.source_id)
    row = client.get(school.url("library/catalogue/astronomy-2e/"))
    assert 'hx-trigger="every 1s"' in row.content.decode()
    client.post(school.url(f"library/{copy.pk}/delete/"))
    work_off()
    assert not Source._base_manager.filter(pk=copy.pk).exists()
    assert Source._base_manager.filter(pk=title.source_id).exists()
    assert "Make our own copy" in client.get(school.url("library/catalogue/")).content.decode()


def test_a_teacher_sees_and_cannot_change(school, title, sign_in):
    client = sign_in(school.bob)
    page = client.get(school.url("library/catalogue/?done=removed&title=astronomy-2e"))
    assert "An admin can subscribe to it." in page.content.decode()
    assert "Undo" not in page.content.decode()
    assert "<form" not in page.content.decode().split("<main")[1].split("</main>")[0]


def test_switched_off_in_the_settings_nothing_is_offered(school, title, post):
    organization = school.organization
    organization.settings["knowledge_base"]["use_openstax"] = False
    organization.save()
    assert "switched off for your organization" in post("subscribe")
    with unscoped("the tests look at every row"):
        assert not CatalogueSubscription.objects.exists()


@pytest.mark.parametrize("titles", [1, 9])
def test_rows_cost_no_queries(titles, school, sign_in, django_assert_num_queries):
    for number in range(titles):
        slug = f"book-{number}"
        add_title(slug, sha256=f"{number:064}")
        subscribe(school.organization, slug, school.alice)
    client = sign_in(school.alice)
    with (
        django_assert_num_queries(6, using="default"),
        django_assert_num_queries(3, using="content"),
    ):
        client.get(school.url("library/catalogue/"))


def test_the_organization_s_end_ends_its_subscriptions(school, title):
    subscribe(school.organization, "astronomy-2e", None)
    with unscoped("an organization goes"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lectern.purging = 'on'")
        school.organization.delete()
        assert not CatalogueSubscription.objects.exists()
