"""What the forms of the steps share."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from pydantic import BaseModel
from pydantic import ValidationError as SchemaError

from organizations.onboarding.answers import Answers
from organizations.types import TypeProfile


class StepForm(forms.Form):
    """One step. Its cleaned values are what JSON holds.

    answers: those of all steps; the form checks itself against the others'.
    organization_id: of the one this onboarding made already, which may keep its own slug.
    """

    step: ClassVar[str]
    title: ClassVar[Promise]
    fieldsets: ClassVar[list[tuple[Promise | str, list[str]]]]

    def __init__(self, *args, answers: Answers, organization_id: UUID | None = None, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.answers = answers
        self.organization_id = organization_id
        self.prepare()
        for name, field in self.fields.items():
            described = [f"id_{name}_help"] if field.help_text else []
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)

    def prepare(self) -> None:
        """Choices that are known only now."""

    def store_files(self) -> None:
        """Put the files of a valid form where its cleaned values say they are."""

    def forget_files(self) -> None:
        """Take them away again: nothing was saved."""

    @classmethod
    def defaults(cls, profile: TypeProfile) -> dict[str, Any]:
        """What the type proposes, by field; fields that it does not know are left out."""
        return {}

    def clean_by(self, schema: type[BaseModel], fields: dict[str, str], values: dict) -> None:
        """Say at our fields what the settings' schema would refuse.

        fields: {field of the schema: ours}; what it says of the whole goes to the first.
        """
        try:
            schema.model_validate(values)
        except SchemaError as error:
            for problem in error.errors():
                at = next((fields[part] for part in problem["loc"] if part in fields), None)
                said = problem["msg"].removeprefix("Value error, ")
                self.add_error(at or next(iter(fields.values())), ValidationError(said))

    def groups(self) -> list[tuple[Promise | str, list[forms.BoundField]]]:
        """(title, fields), without those that are not asked for here."""
        groups = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.fieldsets
        ]
        return [(title, fields) for title, fields in groups if fields]
