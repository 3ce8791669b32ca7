import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.scoping import TenantManager, TenantModel


class JobQuerySet(models.QuerySet):
    def due(self):
        """Waiting and due, or taken by a worker whose lease ran out."""
        now = timezone.now()
        return self.filter(
            Q(state=Job.State.QUEUED, run_after__lte=now)
            | Q(state=Job.State.RUNNING, lease_until__lt=now)
        )

    def held_on(self, host: str):
        """Taken by a process of this host; see project.process_identity."""
        return self.filter(state=Job.State.RUNNING, holder__startswith=f"{host}:")

    def active(self):
        return self.filter(state__in=Job.ACTIVE)


JobManager = TenantManager.from_queryset(JobQuerySet)


class Job(TenantModel):
    """Work on one subject. The row is the truth; a queue message only wakes a worker.

    attempts: started since the last slice that ended well; counted before the work, so that
        what kills its worker is counted too.
    fence: counts every claim. A worker writes with the fence it was given; after another
        claim its writes change nothing.
    holder: the process that claimed it, as project.process_identity writes it; empty where
        nobody has it, or where the system cannot say.
    organization: null for work on the global catalogue, which takes its turn as one more.
    is_bulk: one of many that somebody brought at once: within its organization it goes behind
        what came alone.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    ACTIVE = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    kind = models.CharField(max_length=40)
    cluster = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    is_bulk = models.BooleanField(default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=200, blank=True, default="", db_default="")
    claimed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    error = models.TextField(blank=True, help_text="For operators; people read the subject's.")

    objects: ClassVar[JobManager] = JobManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["queued", "running"]),
                name="job_active_once_per_subject",
            )
        ]
        indexes = [
            models.Index(
                fields=["cluster", "run_after"],
                condition=Q(state__in=["queued", "running"]),
                name="job_active",
            ),
            models.Index("organization", F("claimed_at").desc(), name="job_last_served"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} ({self.state})"
