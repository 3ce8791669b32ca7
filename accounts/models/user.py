"""Who you are. What you may do is said by a membership, in `organizations`."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import words_of_person
from project.languages import LANGUAGES


class Modality(models.TextChoices):
    TEXT = "text", _("Text")
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")


# By the reading speed.
PLAYING_RATES = {"slow": 0.8, "": 1.0, "fast": 1.25}


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **fields) -> "User":
        """email: None for a student who has none. password: None for one set later."""
        user = self.model(email=self.normalize_email(email).lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by email. Platform admins are those with `is_staff`.

    email: None for a student who has none and signs in by a class code and a name.
    signed_up_as: what they said when they signed up by themselves; country: ISO 3166-1 alpha-2.
        Both are empty for who was invited or is in a roster.
    awaits_consent: a child whose guardian has not agreed, or does not any more: see
        `accounts.consent`. Nothing of the product is open to them.
    tour_step: the key of where they are in the tour.
    """

    class TextSize(models.TextChoices):
        NORMAL = "", _("Normal")
        LARGE = "large", _("Large")
        LARGER = "larger", _("Larger")

    class ReadingSpeed(models.TextChoices):
        SLOW = "slow", _("Slower")
        NORMAL = "", _("As usual")
        FAST = "fast", _("Faster")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As my device")
        LIGHT = "light", pgettext_lazy("light or dark", "Light")
        DARK = "dark", pgettext_lazy("light or dark", "Dark")

    class Kind(models.TextChoices):
        TEACHER = "teacher", _("Teacher")
        FAMILY = "family", _("Family")
        STUDENT = "student", _("Student")

    class Tour(models.TextChoices):
        """How far the tour of the pages is; empty for who never began it."""

        GOING = "going", "Going on"
        LEFT = "left", "Left"
        DONE = "done", "Finished"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("platform admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    language = models.CharField(max_length=12, choices=LANGUAGES, default="en")
    # "Europe/Berlin"; "" is the site's.
    time_zone = models.CharField(max_length=40, blank=True, default="", db_default="")
    preferred_modality = models.CharField(
        max_length=8, choices=Modality.choices, default=Modality.VIDEO
    )
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    text_size = models.CharField(
        max_length=8, choices=TextSize.choices, default=TextSize.NORMAL, blank=True
    )
    captions_on = models.BooleanField("show captions", default=True)
    transcript_first = models.BooleanField("show the transcript first", default=False)
    dyslexia_type = models.BooleanField("wider, plainer type", default=False)
    high_contrast = models.BooleanField(default=False)
    reading_speed = models.CharField(
        max_length=6, choices=ReadingSpeed.choices, blank=True, default="", db_default=""
    )
    # In which new lessons are asked for at first; none is what they open lessons as, and text.
    modality_preferences = ArrayField(
        models.CharField(max_length=8, choices=Modality.choices), default=list, blank=True
    )
    reduced_motion = models.BooleanField(default=False)
    # WCAG 2.1.4: in the way of who speaks to their device, or hits keys by accident.
    letter_keys = models.BooleanField("keys of a single character", default=True, db_default=True)

    signed_up_as = models.CharField(
        max_length=8, choices=Kind.choices, blank=True, default="", db_default=""
    )
    country = models.CharField(max_length=2, blank=True, default="", db_default="")
    awaits_consent = models.BooleanField(default=False, db_default=False)
    tour = models.CharField(
        max_length=5, choices=Tour.choices, blank=True, default="", db_default=""
    )
    tour_step = models.CharField(max_length=20, blank=True, default="", db_default="")

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD: ClassVar[str] = "email"
    USERNAME_FIELD: ClassVar[str] = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_ignoring_case")]
        indexes = [
            GinIndex(words_of_person(), name="user_words"),
            models.Index(Lower("name"), Lower("email"), name="user_by_name"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.pk)

    @property
    def playing_rate(self) -> float:
        """Of sound and video, where 1 is as it was recorded."""
        return PLAYING_RATES[self.reading_speed]

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or str(self).split("@")[0]


class Profile(models.Model):
    """What a person keeps at hand while teaching or learning."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    # Sources live in the other database: ids only; those that are gone are left out when read.
    active_source_ids = ArrayField(models.UUIDField(), default=list, blank=True)

    def __str__(self) -> str:
        return f"profile of {self.user_id}"
