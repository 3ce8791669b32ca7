"""What organizations can begin with: one versioned, readable file a template, beside this one."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from organizations.template_files.schema import Template
from project.errors import NotFound

FOLDER = Path(__file__).parent


@cache
def list_templates() -> tuple[Template, ...]:
    """All there are, by title."""
    files = (path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml"))
    found = (Template.model_validate(yaml.safe_load(text)) for text in files)
    return tuple(sorted(found, key=lambda template: template.title))


def template_of(slug: str) -> Template:
    for template in list_templates():
        if template.slug == slug:
            return template
    known = ", ".join(template.slug for template in list_templates())
    raise NotFound(
        _("There is no template “%(slug)s”. Choose one of: %(known)s.")
        % {"slug": slug, "known": known}
    )


__all__ = ["Template", "list_templates", "template_of"]
