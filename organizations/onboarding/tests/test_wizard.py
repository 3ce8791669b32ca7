"""The five steps over HTTP: what is saved, what is refused, and that nothing is lost."""

import pytest
from django.urls import reverse

from organizations import jobs
from organizations.models import Membership, Onboarding, Organization, School
from organizations.onboarding.answers import Answers
from organizations.scoping import scope, unscoped

ORGANIZATION = {
    "type": "school",
    "filled_for": "school",
    "name": "Riverside High",
    "slug": "",
    "domain": "riverside.example",
    "class_word": "class",
    "student_word": "student",
    "teacher_word": "teacher",
    "grade_levels": "9, 10, 11, 12",
    "regimes": ["ferpa"],
    "consent_basis": "agreement",
    "agreement": "Signed 2026-08-14",
    "retention_days": "365",
}
PLAN = {
    "org_plan": "standard",
    "base_user_plan": "free",
    "allow_individual_upgrades": "on",
    "monthly_text_limit": "2500",
    "monthly_video_limit": "300",
    "storage_limit_gb": "500",
    "features": ["ask", "lessons_by_students", "video"],
}
KNOWLEDGE = {"use_openstax": "on", "templates": ["k12-science-starter"], "chunk_tokens": "512"}
PEOPLE = {
    "schools": "North School\nSouth School",
    "owner": "head@riverside.example",
    "admins": "office@riverside.example\nnorth@riverside.example, North School",
}
STEPS = {"organization": ORGANIZATION, "plan": PLAN, "knowledge": KNOWLEDGE, "people": PEOPLE}


class Wizard:
    """Fills in steps as somebody, and knows the version that their page was drawn with."""

    def __init__(self, client, onboarding: Onboarding | None = None):
        self.client = client
        self.onboarding = onboarding
        self.version = onboarding.version if onboarding else 0

    def url(self, step: str) -> str:
        if self.onboarding is None:
            return reverse("admin:onboarding_add")
        return reverse("admin:onboarding_step", args=[self.onboarding.pk, step])

    def see(self, step: str):
        response = self.client.get(self.url(step))
        self.version = self._fresh().version
        return response

    def send(self, step: str, values: dict | None = None, **more):
        data = {**(STEPS[step] if values is None else values), "version": self.version, **more}
        response = self.client.post(self.url(step), data)
        self.onboarding = self.onboarding or Onboarding.objects.first()
        if response.status_code != 409 and self.onboarding:
            self.version = self._fresh().version
        return response

    def send_all(self) -> Onboarding:
        for step in STEPS:
            assert self.send(step).status_code == 302, step
        return self._fresh()

    def do(self, what: str):
        return self.client.post(reverse(f"admin:onboarding_{what}", args=[self.onboarding.pk]))

    def _fresh(self) -> Onboarding:
        self.onboarding.refresh_from_db()
        return self.onboarding


@pytest.fixture
def wizard(maya, sign_in) -> Wizard:
    return Wizard(sign_in(maya))


def work() -> None:
    while jobs.work("default"):
        pass


def text(response) -> str:
    return response.content.decode()


def test_it_works(wizard, maya):
    onboarding = wizard.send_all()
    assert onboarding.step == "review"
    assert onboarding.updated_by == maya
    review = text(wizard.see("review"))
    assert "North School" in review
    assert "2,500" in review
    assert "things keep it" not in review
    wizard.do("provision")
    organization = Organization.objects.get(name="Riverside High")
    assert organization.is_preparing
    work()
    organization.refresh_from_db()
    assert not organization.is_preparing
    assert organization.slug == "riverside-high"
    assert organization.monthly_text_limit == 2500
    assert organization.options.grade_levels == ("9", "10", "11", "12")
    assert organization.options.knowledge_base.enabled_templates == ("k12-science-starter",)
    with scope(organization.pk):
        assert School.objects.count() == 2
    progress = wizard.client.get(reverse("admin:onboarding_progress", args=[onboarding.pk]))
    assert "/o/riverside-high/" in text(progress)


def test_the_type_comes_first_and_fills_the_rest(wizard):
    first = text(wizard.client.get(wizard.url("organization")))
    assert 'name="name"' not in first
    filled = text(wizard.send("organization", {"type": "college", "filled_for": ""}))
    assert "Undergraduate, Graduate" in filled
    assert not Onboarding.objects.exists()


def test_another_type_keeps_what_was_typed_by_hand(wizard):
    typed = ORGANIZATION | {"filled_for": "school", "grade_levels": "Just one"}
    typed |= {"type": "college", "regimes": ["coppa", "ferpa"], "fill": "1"}
    page = text(wizard.send("organization", typed))
    assert "Just one" in page
    assert "Riverside High" in page
    assert '<option value="course" selected>' in page
    assert 'value="ferpa" id="id_regimes_1" checked' in page.replace(
        'checked id="id_regimes_1"', 'id="id_regimes_1" checked'
    )
    assert 'value="730"' in page


def test_another_type_fills_the_later_steps_and_keeps_what_was_said_there(wizard):
    wizard.send("organization")
    wizard.send("plan")
    college = ORGANIZATION | {"type": "college", "filled_for": "college", "class_word": "course"}
    wizard.send("organization", college)
    values = Answers.of(wizard.onboarding).values("plan")
    assert values["monthly_text_limit"] == 2500  # said by hand
    assert values["org_plan"] == "enterprise"  # was the school's default


def test_nothing_is_made_by_looking(wizard):
    wizard.client.get(wizard.url("organization"))
    assert not Onboarding.objects.exists()


@pytest.mark.parametrize(
    ("step", "change", "said"),
    [
        ("organization", {"name": ""}, "This field is required"),
        ("organization", {"slug": "Hillside-High"}, "is taken"),
        ("organization", {"slug": "a b"}, "slug"),
        ("organization", {"domain": "HILLSIDE.example"}, "belongs to Hillside High already"),
        ("organization", {"domain": "gmail.com"}, "Anybody can have an address"),
        ("organization", {"domain": "no domain"}, "is no mail domain"),
        ("organization", {"regimes": ["coppa"], "consent_basis": "own"}, "Under COPPA"),
        ("organization", {"regimes": ["none", "gdpr"]}, "names a law"),
        ("organization", {"type": "personal"}, "Select a valid choice"),
        ("organization", {"retention_days": "1"}, "greater than or equal to 30"),
        ("plan", {"org_plan": "starter"}, "This plan covers 500 a month"),
        ("plan", {"monthly_text_limit": ""}, "This plan covers 5,000 a month"),
        ("plan", {"features": ["ask"], "base_user_plan": "plus"}, "their plan pays for some"),
        ("plan", {"features": ["ask", "flying"]}, "Select a valid choice"),
        ("knowledge", {"chunk_tokens": "2000"}, "less than or equal to 1000"),
        ("knowledge", {"use_openstax": ""}, "Allow OpenStax"),
        ("knowledge", {"templates": ["music-studio"]}, "not offered here"),
        ("knowledge", {"openstax": ["no-such-book"]}, "not offered here"),
        ("people", {"owner": "head"}, "valid email"),
        ("people", {"admins": "HEAD@riverside.example"}, "is the owner already"),
        ("people", {"admins": "a@b.example\nA@b.example"}, "stands twice"),
        ("people", {"admins": "not an address"}, "does not begin with an email"),
        ("people", {"admins": "a@b.example, West School"}, "no school “West School”"),
        ("people", {"schools": "North\nnorth"}, "stands twice"),
        ("people", {"schools": "A\nB\nC\nD"}, "This plan covers 3 schools; 4 are named"),
        ("people", {"schools": "x" * 300}, "too long"),
        ("people", {"schools": "\n".join(map(str, range(600)))}, "600 lines"),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(wizard, step, change, said):
    Organization.objects.create(
        name="Hillside High", slug="hillside-high", domain="hillside.example"
    )
    for before in list(STEPS)[: list(STEPS).index(step)]:
        wizard.send(before)
    data = wizard.onboarding.data if wizard.onboarding else None
    response = wizard.send(step, STEPS[step] | change)
    assert response.status_code == 422
    assert said in text(response).replace("&#x27;", "'")
    assert Organization.objects.count() == 1
    assert (wizard.onboarding.data if wizard.onboarding else None) == data


def test_a_plan_below_what_is_named_later_is_refused(wizard):
    wizard.send_all()
    response = wizard.send(
        "plan",
        PLAN
        | {
            "org_plan": "starter",
            "monthly_text_limit": "10",
            "monthly_video_limit": "10",
            "storage_limit_gb": "100",
        },
    )
    assert "This plan covers 1 school; 2 are named" in text(response)


def test_a_limit_below_what_the_templates_bring_is_refused(wizard):
    wizard.send("organization")
    wizard.send("plan", PLAN | {"monthly_text_limit": "1"})
    assert "begin with 2 lessons" in text(wizard.send("knowledge"))


def test_no_storage_is_refused_where_templates_bring_lessons(wizard):
    wizard.send("organization")
    wizard.send("plan", PLAN | {"storage_limit_gb": "0"})
    assert "there is no storage for them" in text(wizard.send("knowledge"))
    wizard.send("plan", PLAN | {"storage_limit_gb": "1"})
    assert wizard.send("knowledge").status_code == 302


def test_going_back_loses_nothing_even_of_what_is_not_complete(wizard):
    wizard.send("organization")
    wizard.send("plan")
    wizard.send("knowledge")
    half = {"schools": "A\nB\nC\nD", "owner": "", "admins": "someone"}
    response = wizard.send("people", half, go="plan")
    assert response.url == wizard.url("plan")
    assert wizard.onboarding.data.get("people") is None
    again = text(wizard.see("people"))
    assert "A\nB\nC\nD" in again
    assert "does not begin with an email" in again
    wizard.send("people")
    assert wizard.onboarding.drafts == {}


def test_back_saves_what_is_complete(wizard):
    wizard.send("organization")
    assert wizard.send("plan", go="organization").url == wizard.url("organization")
    assert "2500" in text(wizard.see("plan"))


def test_another_admin_goes_on(wizard, noor, client):
    wizard.send("organization")
    client.force_login(noor)
    listed = text(client.get(reverse("admin:organizations_onboarding_changelist")))
    assert "Riverside High" in listed
    assert "2 / 5" in listed
    assert "Maya" in listed
    opened = client.get(
        reverse("admin:organizations_onboarding_change", args=[wizard.onboarding.pk]), follow=True
    )
    assert opened.redirect_chain[-1][0] == wizard.url("plan")
    theirs = Wizard(client, wizard.onboarding)
    theirs.send("plan")
    assert theirs.onboarding.updated_by == noor
    assert theirs.onboarding.created_by.name == "Maya"


def test_two_at_once_are_told(wizard, noor, client):
    wizard.send("organization")
    wizard.see("plan")
    client.force_login(noor)
    Wizard(client, wizard.onboarding).send("plan", PLAN | {"monthly_text_limit": "100"})
    client.force_login(wizard.onboarding.created_by)
    response = wizard.send("plan", PLAN | {"monthly_text_limit": "200"})
    assert response.status_code == 409
    assert "Noor saved this onboarding" in text(response)
    assert 'value="200"' in text(response)
    wizard.onboarding.refresh_from_db()
    assert wizard.onboarding.data["plan"]["monthly_text_limit"] == 100
    wizard.version = wizard.onboarding.version
    assert wizard.send("plan", PLAN | {"monthly_text_limit": "200"}).status_code == 302


def test_a_step_out_of_turn_begins_at_the_first(wizard, maya):
    wizard.onboarding = Onboarding.objects.create(created_by=maya)
    assert wizard.see("plan").url == wizard.url("organization")
    assert wizard.client.get(wizard.url("nonsense")).status_code == 404


def test_the_review_names_what_is_missing_and_provisions_nothing(wizard):
    wizard.send("organization")
    assert "Owner" in text(wizard.see("review"))
    wizard.do("provision")
    assert not Organization.objects.exists()
    assert wizard.onboarding.state == Onboarding.State.DRAFT


def test_a_domain_that_was_taken_meanwhile_is_refused_at_the_end(wizard):
    wizard.send_all()
    Organization.objects.create(name="Other", slug="other", domain="riverside.example")
    response = wizard.client.post(
        reverse("admin:onboarding_provision", args=[wizard.onboarding.pk]), follow=True
    )
    assert "belongs to Other already" in text(response)
    assert Organization.objects.count() == 1


def test_what_is_provisioned_is_not_edited(wizard):
    wizard.send_all()
    wizard.do("provision")
    assert wizard.send("plan").url.endswith("/progress/")
    wizard.do("provision")
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("who", ["alice", "bob", "dana"])
def test_nobody_of_an_organization_gets_in(who, wizard, school, client):
    wizard.send_all()
    client.force_login(getattr(school, who))
    pk = wizard.onboarding.pk
    for step in (*STEPS, "review"):
        address = reverse("admin:onboarding_step", args=[pk, step])
        assert client.get(address).status_code == 302
        assert "/admin/login/" in client.post(address, PLAN).url
    for name in ("provision", "cancel", "retry", "reopen"):
        assert "/admin/login/" in client.post(reverse(f"admin:onboarding_{name}", args=[pk])).url
    for name in ("onboarding_add", "template_apply", "organizations_onboarding_changelist"):
        assert "/admin/login/" in client.get(reverse(f"admin:{name}")).url
    assert "/admin/login/" in client.get(reverse("admin:onboarding_progress", args=[pk])).url
    wizard.onboarding.refresh_from_db()
    assert wizard.onboarding.state == Onboarding.State.DRAFT


def test_nobody_enters_before_it_is_open(wizard, school, client):
    wizard.send("organization")
    wizard.send("plan")
    wizard.send("knowledge")
    wizard.send("people", PEOPLE | {"owner": school.bob.email})
    wizard.do("provision")
    organization = Organization.objects.get(name="Riverside High", is_preparing=True)
    Membership.objects.create(organization=organization, user=school.bob, role="owner")
    client.force_login(school.bob)
    assert client.get(f"/o/{organization.slug}/").status_code == 404
    work()
    with unscoped("the test looks"):
        assert client.get(f"/o/{organization.slug}/").status_code == 200
