"""Templates: applied, again after an update, and never over what people changed since."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.services import add_person
from organizations import template_files
from organizations.models import AppliedTemplate, AuditEntry, Class, ClassMember, FeatureFlag
from organizations.services.organizations import create_organization
from organizations.template_files import Template, list_templates
from organizations.templating.applying import apply_template, difference

SLUG = "test"


def template(version: int = 1, **parts) -> Template:
    values = {
        "slug": SLUG,
        "version": version,
        "title": "Test",
        "about": "For tests.",
        "types": ["school"],
        "strategies": ["inquiry_by_hand"],
        "classes": [{"name": "Science 6", "subject": "Science"}, {"name": "Science 7"}],
        "flags": ["early"],
    }
    return Template.model_validate(values | parts)


NEWER = {
    "version": 2,
    "classes": [{"name": "Science 6", "subject": "Physics"}, {"name": "Science 8"}],
    "flags": [],
}


@pytest.fixture
def apply(in_school):
    """apply(template): {what: [ids]}"""

    def call(chosen: Template, **options) -> dict[str, list[str]]:
        organization = in_school.organization
        seen = difference(organization, chosen)
        items = apply_template(
            organization=organization, template=chosen, by=in_school.alice, **options
        )
        if not options:
            assert items == seen  # what is shown first is what is done
        organization.refresh_from_db()
        return by_what(items)

    return call


def by_what(items) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.what, []).append(item.id)
    return found


def test_it_works(apply, in_school):
    done = apply(template())
    assert done == {
        "add": [
            "strategies:inquiry_by_hand",
            "classes:Science 6",
            "classes:Science 7",
            "flags:early",
        ]
    }
    options = in_school.organization.options
    assert "inquiry_by_hand" in options.strategies
    assert options.knowledge_base.enabled_templates == (SLUG,)
    assert Class.objects.get(name="Science 6").subject == "Science"
    assert AppliedTemplate.objects.get().applied_by == in_school.alice
    assert AuditEntry.objects.get(action="template.applied").detail["version"] == 1


def test_again_it_does_nothing(apply):
    apply(template())
    assert set(apply(template())) == {"same"}
    assert Class.objects.count() == 2
    assert AuditEntry.objects.filter(action="template.applied").count() == 1


def test_a_newer_file_adds_changes_and_removes(apply):
    apply(template())
    done = apply(template(**NEWER))
    assert done["add"] == ["classes:Science 8"]
    assert done["change"] == ["classes:Science 6"]
    assert set(done["remove"]) == {"classes:Science 7", "flags:early"}
    assert set(Class.objects.values_list("name", "subject")) == {
        ("Science 6", "Physics"),
        ("Science 8", ""),
    }
    assert not FeatureFlag.objects.filter(name="early").exists()
    assert AppliedTemplate.objects.get().version == 2


def test_what_people_changed_is_left(apply):
    apply(template())
    Class.objects.filter(name="Science 6").update(name="Our own science", subject="Nature")
    done = apply(template(**NEWER))
    assert done["kept"] == ["classes:Science 6"]
    assert Class.objects.get(name="Our own science").subject == "Nature"


def test_unless_they_say_so(apply):
    apply(template())
    Class.objects.filter(name="Science 6").update(name="Our own science")
    Class.objects.filter(name="Science 7").delete()
    assert apply(template())["gone"] == ["classes:Science 7"]
    assert Class.objects.count() == 1
    apply(template(), replace=["classes:Science 6", "classes:Science 7"])
    assert set(Class.objects.values_list("name", flat=True)) == {"Science 6", "Science 7"}


def test_a_class_with_people_in_it_is_not_removed(apply, in_school):
    apply(template())
    ClassMember.objects.create(
        organization=in_school.organization,
        school_class=Class.objects.get(name="Science 7"),
        membership=in_school.dana.memberships.get(),
        part="student",
    )
    assert apply(template(**NEWER))["kept"] == ["classes:Science 7"]
    assert Class.objects.filter(name="Science 7").exists()


def test_what_is_there_already_is_not_ours(apply, in_school):
    Class.objects.create(organization=in_school.organization, name="Science 7", subject="Old")
    flag = FeatureFlag.objects.create(name="early", note="by hand")
    flag.organizations.add(in_school.organization)
    done = apply(template())
    assert set(done["here"]) == {"classes:Science 7", "flags:early"}
    assert "flags:early" not in apply(template(**NEWER)).get("remove", [])
    assert flag.organizations.count() == 1


def test_a_flag_that_others_have_stays_for_them(apply, in_school):
    apply(template())
    other = create_organization(name="Other")
    FeatureFlag.objects.get(name="early").organizations.add(other)
    apply(template(**NEWER))
    assert FeatureFlag.objects.get(name="early").organizations.get() == other


def test_each_file_reads_and_has_a_name_of_its_own():
    templates = list_templates()
    assert len(templates) >= 4
    assert len({each.slug for each in templates}) == len(templates)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"types": []},
        {"surprise": 1},
        {"lessons": [{"title": "A", "source": "physics", "chapter": "1"}]},
        {"classes": [{"name": "A"}, {"name": "a"}]},
    ],
)
def test_a_file_that_contradicts_itself_does_not_read(change):
    with pytest.raises(ValueError, match=r".+"):
        template(**change)


# The command and the page


@pytest.fixture
def run(school, capsys):
    def call(*options) -> dict:
        slug = school.organization.slug
        call_command("apply_template", slug, "k12-science-starter", "--json", *options)
        return json.loads(capsys.readouterr().out)

    return call


def test_the_command_shows_first_and_applies_then(run, school):
    shown = run("--dry-run")
    assert {"id": "classes:Science 6", "what": "add"} in shown["items"]
    assert not AppliedTemplate._base_manager.exists()
    assert run()["items"] == shown["items"]
    assert {item["what"] for item in run()["items"]} <= {"same", "here"}


@pytest.mark.parametrize(
    ("organization", "chosen", "options", "said"),
    [
        ("nowhere", "music-studio", (), "no organization"),
        ("riverside-high", "nothing", (), "Choose one of: "),
        ("riverside-high", "music-studio", ("--replace", "classes:X"), "Nobody has changed"),
    ],
)
def test_the_command_refuses_in_words(school, organization, chosen, options, said):
    with pytest.raises(CommandError, match=said):
        call_command("apply_template", organization, chosen, *options)


@pytest.fixture
def page(both_databases, sign_in):
    admin = add_person(email="p@lectern.example", password="x", is_staff=True)
    return sign_in(admin)


def test_the_page_shows_the_difference_and_applies(page, school, monkeypatch):
    chosen = [template()]
    monkeypatch.setattr(template_files, "list_templates", lambda: chosen)
    for where in ("organizations.onboarding.views.templates",):
        monkeypatch.setattr(f"{where}.list_templates", lambda: chosen)
    query = {"organization": school.organization.slug, "template": SLUG}
    url = reverse("admin:template_apply")
    assert "This field is required" not in page.get(url, {"template": SLUG}).content.decode()
    shown = page.get(url, query).content.decode()
    assert "Apply 4 changes" in shown
    applied = page.post(url, query, follow=True).content.decode()
    assert "4 of 4 changed" in applied
    Class._base_manager.filter(name="Science 6").update(subject="Nature")
    assert "Left as people changed it" in page.get(url, query).content.decode()
    page.post(url, query | {"replace": ["classes:Science 6"]})
    assert Class._base_manager.get(name="Science 6").subject == "Science"
    listed = page.get(reverse("admin:organizations_appliedtemplate_changelist")).content.decode()
    assert "Riverside High" in listed


def test_the_page_refuses_what_is_not_there(page, school):
    response = page.post(
        reverse("admin:template_apply"), {"organization": "x", "template": "music-studio"}
    )
    assert response.status_code == 422
