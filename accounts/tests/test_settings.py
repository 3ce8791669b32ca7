"""A person's settings: saved, and obeyed by every page."""

import pytest
from django.urls import reverse

URL = "/settings/"
CHOICES = {
    "name": "Dana Reyes",
    "language": "es",
    "preferred_modality": "audio",
    "theme": "dark",
    "text_size": "larger",
    "dyslexia_type": "on",
    "high_contrast": "on",
    "reduced_motion": "on",
}


def test_it_works(school, sign_in):
    client = sign_in(school.dana)
    page = client.post(URL, CHOICES, follow=True).content.decode()
    assert "Tus ajustes se han guardado." in page
    school.dana.refresh_from_db()
    assert school.dana.name == "Dana Reyes"
    assert school.dana.preferred_modality == "audio"
    assert school.dana.captions_on is False


@pytest.mark.parametrize(
    "attribute",
    [
        'data-theme="dark"',
        'data-text="larger"',
        'data-type="dyslexia"',
        'data-contrast="more"',
        'data-motion="reduce"',
        'data-keys="no-letters"',
    ],
)
def test_every_page_obeys(attribute, school, sign_in):
    client = sign_in(school.dana)
    before = client.get(school.url("library/")).content.decode()
    client.post(URL, CHOICES)
    after = client.get(school.url("library/")).content.decode()
    assert attribute not in before
    assert attribute in after


def test_nonsense_is_refused_and_changes_nothing(school, sign_in):
    response = sign_in(school.dana).post(URL, CHOICES | {"theme": "neon"})
    assert response.status_code == 422
    assert "Nothing is saved yet" in response.content.decode()
    school.dana.refresh_from_db()
    assert school.dana.theme == "system"


def test_nobody_can_set_the_email_or_become_staff(school, sign_in):
    sign_in(school.dana).post(URL, CHOICES | {"email": "x@y.example", "is_staff": "on"})
    school.dana.refresh_from_db()
    assert school.dana.email.startswith("dana@")
    assert not school.dana.is_staff


def test_the_bar_leads_home(school, sign_in):
    page = sign_in(school.dana).get(URL).content.decode()
    assert reverse("home", kwargs={"organization_slug": school.organization.slug}) in page
