"""What an organization's settings may say."""

import pytest
from django.core.exceptions import ValidationError

from organizations.models import Organization
from organizations.settings_schema import Feature, UserPlan, read_settings
from organizations.types import profile_of
from project.errors import Invalid


@pytest.mark.parametrize("type", Organization.Type.values)
def test_each_type_has_a_profile_whose_settings_hold(type):
    settings = profile_of(type).settings()
    assert read_settings(settings.as_json()) == settings


def test_no_settings_are_the_defaults():
    settings = read_settings({})
    assert settings.knowledge_base.chunk_tokens == 512
    assert Feature.ASK in settings.features


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"knowledge_base": {"chunk_tokens": 499}}, "chunk_tokens"),
        ({"knowledge_base": {"chunk_tokens": 1001}}, "chunk_tokens"),
        ({"pricing": {"org_plan": "gold"}}, "org_plan"),
        ({"surprise": 1}, "surprise"),
        ({"compliance": {"regimes": ["coppa"], "consent_basis": "own"}}, "COPPA"),
        ({"compliance": {"regimes": ["none", "gdpr"]}}, "names a law"),
        ({"branding": {"left": "#fffdf8"}}, "contrast"),
        ({"branding": {"left": "blue"}}, "left"),
        ({"words": {"class": "gang"}}, "gang"),
        ({"features": ["ask"], "pricing": {"base_user_plan": "plus"}}, "plan"),
    ],
)
def test_what_cannot_be_is_refused_in_words(values, said):
    with pytest.raises(Invalid, match=said):
        read_settings(values)


def test_a_dark_accent_is_held_against_dark_paper():
    assert read_settings({"branding": {"left_dark": "#8db8ee"}}).branding.left_dark == "#8db8ee"
    with pytest.raises(Invalid, match="contrast"):
        read_settings({"branding": {"left": "#8db8ee"}})


def test_the_plan_is_read_by_name():
    kept = {"pricing": {"base_user_plan": "premium"}}
    assert read_settings(kept).pricing.base_user_plan == UserPlan.PREMIUM


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"monthly_text_limit": 501}, "This plan covers 500 a month"),
        ({"monthly_video_limit": None}, "This plan covers 100 a month"),
        ({"storage_limit_gb": 201}, "This plan covers 200 GB"),
    ],
)
def test_limits_beyond_the_plan_are_refused(school, changes, said):
    organization = school.organization
    organization.settings["pricing"] = {"org_plan": "starter"}
    organization.monthly_text_limit, organization.monthly_video_limit = 500, 100
    organization.storage_limit_gb = 200
    organization.full_clean()
    for name, value in changes.items():
        setattr(organization, name, value)
    with pytest.raises(ValidationError, match=said):
        organization.full_clean()


def test_at_once_by_a_domain_that_is_not_there(school):
    organization = school.organization
    organization.settings["joining"] = {"by_domain": "at_once"}
    with pytest.raises(ValidationError, match="it has none"):
        organization.full_clean()
    organization.domain = "riverside.example"
    organization.full_clean()
