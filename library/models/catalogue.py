from django.db import models

from library.models.source import Source


class CatalogueTitle(models.Model):
    """A source of the global catalogue, as it is offered to organizations.

    Every organization may see what is offered; what is in it, only who subscribes.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    subject = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug
