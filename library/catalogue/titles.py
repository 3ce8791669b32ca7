"""What a platform admin does: put a title into the catalogue, and take it out."""

from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library import services, uploads
from library.catalogue.known import known
from library.catalogue.subscriptions import count_subscribers, end_subscriptions
from library.filenames import suffix_of
from library.models import CatalogueTitle, Source
from organizations.scoping import catalogue_scope
from project.databases import CONTENT
from project.errors import Conflict, Invalid, NotFound

REPOSITORY = "osbooks-"  # how OpenStax names the archives of its books


def add_title(*, path: Path, slug: str = "", title: str = "") -> CatalogueTitle:
    """Read a file or a book's folder once, for every organization. Again, it is the same title.

    slug: by default from the file's name. Raises Invalid for one that no address can carry,
    Conflict for one that another title has, UnreadableSource as an upload does.
    """
    slug = slug or slug_from(path)
    if slug != slugify(slug) or len(slug) > CatalogueTitle._meta.get_field("slug").max_length:
        raise Invalid(_("A slug has small letters, digits and hyphens, such as astronomy-2e."))
    source = uploads.add_catalogue_file(path=path, title=title).source
    with catalogue_scope():
        row = CatalogueTitle.objects.filter(source=source).first() or _offer(source, slug)
    if row.slug != slug:
        raise Conflict(
            _("This very file is in the catalogue already, as %(slug)s.") % {"slug": row.slug}
        )
    return row


def slug_from(path: Path) -> str:
    name = path.resolve().name
    return slugify(name.removesuffix(suffix_of(name) or "").removeprefix(REPOSITORY))


def _offer(source: Source, slug: str) -> CatalogueTitle:
    subject, level = known(slug)
    row = CatalogueTitle(source=source, slug=slug, subject=subject, level=level)
    try:
        with transaction.atomic(using=CONTENT):
            row.save(force_insert=True)
    except IntegrityError as error:
        row = CatalogueTitle.objects.filter(source=source, slug=slug).first()
        if row is None:
            services.delete_source(source)
            raise Conflict(
                _(
                    "Another title is called %(slug)s. Remove that one first, or choose "
                    "another slug."
                )
                % {"slug": slug}
            ) from error
    return row


def remove_title(*, slug: str, even_if_subscribed: bool = False) -> int:
    """Take it out for everybody; own copies stay. Returns how many subscriptions ended.

    Raises NotFound, and Conflict while organizations subscribe to it.
    """
    with catalogue_scope():
        row = CatalogueTitle.objects.select_related("source").filter(slug=slug).first()
        if row is None:
            raise NotFound(_("There is no title %(slug)s in the catalogue.") % {"slug": slug})
        subscribers = count_subscribers(row.source_id)
        if subscribers and not even_if_subscribed:
            raise Conflict(
                ngettext(
                    "%(count)s organization subscribes to %(slug)s. It is removed for them too "
                    "with --force.",
                    "%(count)s organizations subscribe to %(slug)s. It is removed for them too "
                    "with --force.",
                    subscribers,
                )
                % {"count": subscribers, "slug": slug}
            )
        # In this order it may be asked for again after a crash at any of the three.
        services.delete_source(row.source)
        ended = end_subscriptions({row.source_id})
        CatalogueTitle.objects.filter(pk=row.pk).delete()
        return ended
