"""An organization's logo: a small picture in storage, shown in the bar of every page."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from organizations.models import Organization
from project import storage
from project.errors import Invalid

MAX_BYTES = 512 * 1024
# What a file has to begin with; a name and a header say nothing.
KINDS = {
    "png": lambda start: start.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpg": lambda start: start.startswith(b"\xff\xd8\xff"),
    "webp": lambda start: start[:4] == b"RIFF" and start[8:12] == b"WEBP",
}


def save_logo(organization: Organization, file: UploadedFile) -> dict:
    """What the look says of it. Raises Invalid for what is no picture or too large."""
    if file.size > MAX_BYTES:
        raise Invalid(_("The logo is larger than 512 KB. Save it smaller, then choose it again."))
    content = file.read()
    kind = next((name for name, fits in KINDS.items() if fits(content[:12])), None)
    if kind is None:
        raise Invalid(_("This is no PNG, JPEG or WebP picture. Save the logo as one of these."))
    digest = hashlib.sha256(content).hexdigest()[:16]
    key = f"o/{organization.pk}/branding/logo-{digest}.{kind}"
    storage.save_bytes(key, content)
    return {"logo": key, "logo_bytes": len(content)}


def measure_logo(organization: Organization) -> None:
    """Note how large its file is: those that were saved before this was counted lack it."""
    look = organization.settings.get("branding", {})
    if look.get("logo") and storage.exists(look["logo"]):
        look["logo_bytes"] = storage.size_of(look["logo"])
        organization.save(update_fields=["settings"])


def forget_others(organization: Organization) -> None:
    """Logos that it had before."""
    kept = organization.options.branding.logo
    for key in list(storage.list_prefix(f"o/{organization.pk}/branding/")):
        if key != kept:
            storage.delete(key)
