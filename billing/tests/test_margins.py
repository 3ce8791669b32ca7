"""What was paid against what work cost: for an organization's admins, and for the platform's."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from billing.models import Invoice, ProviderCall
from billing.tests.factories import use
from organizations.scoping import unscoped

URL = "/admin/billing/invoice/"


@pytest.fixture
def books(in_school):
    """A hundred dollars were paid this month, and ten cost; forty cost two months ago."""
    here, now = in_school.organization, timezone.now()
    pay(now, 10_000, organization=here)
    cost(here, in_school.dana, "rendering", 9_000_000, now)
    cost(here, None, "storage", 1_000_000, now)
    cost(here, in_school.dana, "chat", 40_000_000, now - timedelta(days=62))
    use(in_school.dana, 2)
    here.monthly_text_limit = 5
    here.save()
    return in_school


def pay(at: datetime, amount: int, *, currency: str = "usd", **subject) -> None:
    Invoice.objects.create(
        stripe_id=f"in_{amount}", status="paid", currency=currency, amount_paid=amount,
        issued_at=at, paid_at=at, synced_at=at, **subject,
    )  # fmt: skip


def cost(organization, person, kind: str, microusd: int, at: datetime) -> None:
    call = ProviderCall.objects.create(
        organization=organization, person=person, kind=kind, provider="own", model="1",
        outcome="done", cost_microusd=microusd,
    )  # fmt: skip
    ProviderCall.objects.filter(pk=call.pk).update(at=at)


def test_an_organization_sees_cost_against_price_and_what_is_left_of_its_pools(books, sign_in):
    page = sign_in(books.alice).get(books.url("manage/billing/"))
    this, old = page.context["months"]
    assert (this.paid, this.cost.total, this.margin) == ({"usd": 10_000}, 10_000_000, 90_000_000)
    assert (old.paid, old.cost.models) == ({}, 40_000_000)
    assert page.context["dearest"][0][0] == "Dana"
    text = page.content.decode()
    assert "2 of 5 used, 3 left" in text
    assert "Dana ($9.00)" in text


def test_staff_see_revenue_against_cost_by_month_and_organization(books, admin_client):
    pay(timezone.now(), 1_900, person=books.dana)
    page = admin_client.get(URL)
    rows = {str(one.name): one for one in page.context["accounts_of_month"]}
    assert rows["Riverside High"].margin == 90_000_000
    assert rows["People and families"].paid == {"usd": 1_900}
    newest, oldest = page.context["accounts"]
    assert (newest.paid, newest.margin) == ({"usd": 11_900}, 109_000_000)
    assert oldest.margin == -40_000_000
    before = admin_client.get(URL, {"month": f"{oldest.name:%Y-%m}"})
    assert before.context["accounts_of_month"][0].cost.models == 40_000_000
    with unscoped("tests"):
        Invoice.objects.filter(person=books.dana).update(currency="eur")
    assert admin_client.get(URL).context["accounts"][0].margin is None
