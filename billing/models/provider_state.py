from django.db import models


class ProviderState(models.Model):
    """What all processes know of an endpoint. A guess about a server, not a fact of anybody's.

    failures: in a row. closed_until: nobody asks it before that.
    requests_left, tokens_left: of this minute, filling up steadily since refilled_at; tokens_left
        may be below nothing, where an answer was longer than was thought.
    """

    name = models.CharField(max_length=80, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True, blank=True)
    requests_left = models.FloatField(default=0)
    tokens_left = models.FloatField(default=0)
    refilled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
