"""A row that one worker at a time may write to, in whichever database it lives.

The fence on the job cannot guard a write in the other database: no transaction crosses. So
the subject keeps the highest fence it has seen, and each batch checks it under a row lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, router, transaction

from organizations.slices import LeaseLost


class Fenced(models.Model):
    fence = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def take(self, fence: int) -> None:
        """From now on a worker with a lower fence writes nothing. Raises LeaseLost."""
        rows = type(self)._base_manager.using(self._alias).filter(pk=self.pk, fence__lte=fence)
        if not rows.update(fence=fence):
            raise LeaseLost(f"{type(self).__name__} {self.pk}")
        self.fence = fence

    @contextmanager
    def holding(self, fence: int) -> Iterator[None]:
        """A transaction in which nobody else can take the row. Raises LeaseLost."""
        with transaction.atomic(using=self._alias):
            rows = type(self)._base_manager.using(self._alias).select_for_update()
            if not rows.filter(pk=self.pk, fence=fence).exists():
                raise LeaseLost(f"{type(self).__name__} {self.pk}")
            yield

    @property
    def _alias(self) -> str:
        return router.db_for_write(type(self), instance=self)
