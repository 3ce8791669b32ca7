"""Fields that read both what a textarea sends and what a file lists."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MOST_LINES = 500
MOST_CHARACTERS = 254  # of a line; an email has no more


class LinesField(forms.Field):
    """One value a line, empty lines left out. Cleans to a list of strings."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value) -> list[str]:
        lines = value if isinstance(value, list | tuple) else str(value or "").splitlines()
        found = [line for line in (" ".join(str(line).split()) for line in lines) if line]
        if len(found) > MOST_LINES:
            raise ValidationError(
                _("These are %(count)d lines; up to %(most)d are read. Use a roster file.")
                % {"count": len(found), "most": MOST_LINES}
            )
        for line in found:
            if len(line) > MOST_CHARACTERS:
                raise ValidationError(
                    _("“%(line)s…” is too long: a line has up to %(most)d characters.")
                    % {"line": line[:40], "most": MOST_CHARACTERS}
                )
        return found

    def prepare_value(self, value):
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value


class CommasField(LinesField):
    """Values separated by commas, on one line."""

    widget = forms.TextInput

    def to_python(self, value) -> list[str]:
        parts = value if isinstance(value, list | tuple) else str(value or "").split(",")
        return super().to_python(list(parts))

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class AdminsField(LinesField):
    """Lines of "email" or "email, school". Cleans to lines in that form."""

    def to_python(self, value) -> list[str]:
        return [_admin_line(line) for line in super().to_python(value)]


def _admin_line(line: str) -> str:
    email, school = split_admin(line)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(
            _("“%(line)s” does not begin with an email address.") % {"line": line}
        ) from error
    return f"{email}, {school}" if school else email


def split_admin(line: str) -> tuple[str, str]:
    """(email in small letters, name of a school or empty)."""
    email, _comma, school = line.partition(",")
    return email.strip().lower(), school.strip()
