import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.fencing import Fenced


class EmbeddingModelQuerySet(models.QuerySet):
    def written(self):
        """What a text that is read now gets a vector of."""
        kept = (EmbeddingModel.State.IN_USE, EmbeddingModel.State.COMPLETE)
        return self.filter(Q(state__in=kept) | Q(is_filling=True))


NAME_CHARACTERS = 60  # of Embedding.model too


class EmbeddingModel(Fenced):
    """A model whose vectors are kept; at most one is in use, and search asks for that one.

    name: as in project/providers/registry.py. window_tokens: the longest text it sees at once.
    is_filling: vectors of all passages are being made, beside those that serve.
    cursor: the last passage that was looked at; done, total: passages, for people.
    """

    class State(models.TextChoices):
        ADDED = "added", _("Added")
        COMPLETE = "complete", _("Complete")
        IN_USE = "in_use", _("In use")
        RETIRED = "retired", _("Retired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=NAME_CHARACTERS, unique=True)
    dimensions = models.PositiveSmallIntegerField()
    window_tokens = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ADDED)
    is_filling = models.BooleanField(default=False)
    cursor = models.UUIDField(null=True, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    filled_at = models.DateTimeField(null=True, blank=True)

    objects = EmbeddingModelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="in_use"), name="embedding_model_in_use_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_use(self) -> bool:
        return self.state == self.State.IN_USE
