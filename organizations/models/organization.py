import uuid

from django.db import models
from django.db.models.functions import Lower


class Organization(models.Model):
    """Whose the rows are: a school, or one person who signed up alone."""

    class Type(models.TextChoices):
        SCHOOL = "school", "School"
        PERSONAL = "personal", "Personal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60)
    type = models.CharField(max_length=20, choices=Type.choices, default=Type.SCHOOL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("slug"), name="organization_slug_unique")]

    def __str__(self) -> str:
        return self.name
