"""A roster that was read, what it would change, and what it did."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from organizations.models.invitation import Invitation
from organizations.models.people import Membership
from organizations.scoping import TenantModel
from organizations.staged import Staged


class RosterImport(Staged, TenantModel):
    """One file of people and classes: read, looked at, applied, perhaps undone.

    The file itself is not kept; `changes` hold what of it is used, and no other column.
    task: what the work in the background does now, or did last; a failed one is tried again.
    ranges: {stage: [first, end]} of the changes' positions, one stage after the other.
    counts: {"people": {"create": n, "change": n, "end": n, "missing": n, "same": n}, …}.
    options: what was ticked when it was applied.
    applied_at: one moment for all that it makes, ends and dates; by it the undoing knows its own.
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        PREVIEW = "preview", _("Preview")
        APPLYING = "applying", _("Being applied")
        DONE = "done", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Stopped")

    class Task(models.TextChoices):
        READ = "read", _("Reading")
        APPLY = "apply", _("Applying")
        UNDO = "undo", _("Undoing")

    AT_WORK = (State.READING, State.APPLYING, State.UNDOING)
    WRITING = (State.APPLYING, State.UNDOING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    task = models.CharField(max_length=8, choices=Task.choices, default=Task.READ)
    filename = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=40, blank=True)
    unread_columns = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    ranges = models.JSONField(default=dict)
    problem_count = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="roster_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state__in=["applying", "undoing"]),
                name="roster_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"

    @property
    def storage_prefix(self) -> str:
        """Where the file waits until it is read."""
        return f"o/{self.organization_id}/rosters/{self.pk}/"


class RosterChange(TenantModel):
    """One thing that an import makes or changes; a plan first, and then what happened.

    line: of the file; None for what the file lacks.
    person_id: the user's. object_id: the school's or the class's. Both are chosen before the
        rows exist.
    before, after: the fields that differ, and nothing of people besides.
    note: why it was left or kept, in a sentence.
    """

    class Kind(models.TextChoices):
        SCHOOLS = "schools", _("Schools")
        PEOPLE = "people", _("People")
        CLASSES = "classes", _("Classes")
        ENROLMENTS = "enrolments", _("Class places")
        GUARDIANS = "guardians", _("Guardians")

    class Action(models.TextChoices):
        CREATE = "create", _("New")
        CHANGE = "change", _("Changed")
        END = "end", _("Ended by the file")
        MISSING = "missing", _("Missing from the file")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        APPLIED = "applied", _("Done")
        LEFT = "left", _("Left as it was")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Kept when undone")

    # Always found by their import and place, in that index; a hundred thousand at once come in.
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    roster = models.ForeignKey(
        RosterImport, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    action = models.CharField(max_length=8, choices=Action.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    line = models.PositiveIntegerField(null=True)
    person_id = models.UUIDField(null=True)
    object_id = models.UUIDField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "position"], name="roster_change_place")
        ]
        indexes = [
            models.Index(fields=["roster", "action", "position"], name="roster_change_by_action")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.position}"


class RosterProblem(TenantModel):
    """What is wrong with one line of the file. No cell of it is repeated, only its place."""

    class Severity(models.TextChoices):
        ERROR = "error", _("Left out")
        WARNING = "warning", _("Taken over in part")

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="problems")
    position = models.PositiveIntegerField()
    severity = models.CharField(max_length=8, choices=Severity.choices)
    file = models.CharField(max_length=60)
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    sentence = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "position"], name="roster_problem_place")
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.line}: {self.sentence}"


class RosterGuardian(TenantModel):
    """A roster says: who reads this email answers for this child. It makes no account.

    invitation: by which they are asked in, where they were not here already. Once they are, a
    Relationship says the same (`organizations.rosters.guardians`).
    ended_at: no roster says so any more.
    """

    child = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "child", Lower("email"), condition=Q(ended_at=None), name="roster_guardian_once"
            )
        ]
        indexes = [models.Index("organization", Lower("email"), name="roster_guardian_by_email")]

    def __str__(self) -> str:
        return f"guardian of {self.child_id}"
