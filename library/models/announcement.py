import uuid

from django.db import models

from library.models.source import SourceChild


class Announcement(SourceChild):
    """That a source is ready, still to be told to the organization's systems.

    Written in the transaction that makes it ready, and deleted once deliveries wait for it: who
    is told is known in the other database.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.source_id} is {self.state}"
