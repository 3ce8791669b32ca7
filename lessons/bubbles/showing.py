"""A bubble as pages show it."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy

from lessons.models import Bubble
from organizations.links import url_in
from project import storage
from project.providers.registry import notice_of

TITLES = {
    Bubble.Act.READ: gettext_lazy("%(name)s reads"),
    Bubble.Act.EXPLAIN: gettext_lazy("%(name)s explains"),
}
MEDIA = ("m4a", "mp4")


@dataclass(frozen=True, slots=True)
class ShownBubble:
    """have: what the page shows of MEDIA already, as its address says."""

    row: Bubble
    slug: str
    have: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        name = settings.TEACHERS[self.row.teacher]
        return str(TITLES[Bubble.Act(self.row.act)]) % {"name": name}

    @property
    def sentences(self) -> list[dict]:
        """{"text", "reference", "url"}; a page is named where it changes."""
        shown, last = [], ""
        for entry in self.row.sentences:
            reference = entry.get("reference", "")
            url = self._page_url(entry) if reference and reference != last else ""
            shown.append({"text": entry["text"], "reference": reference, "url": url})
            last = reference or last
        return shown

    def _page_url(self, entry: dict) -> str:
        page = url_in(self.slug, "library:page_detail", self.row.source_id, entry["page_index"])
        at = f"&at={entry['at_s']}" if "at_s" in entry else ""
        return f"{page}?section={UUID(entry['section_id'])}{at}"

    @property
    def notice(self) -> str:
        return notice_of(self.row.written_by) if self.row.written_by else ""

    @property
    def times(self) -> str:
        """[[start, end], …] of its sentences in seconds, for the script that follows the sound."""
        return json.dumps([[e.get("start_s", 0), e.get("end_s", 0)] for e in self.row.sentences])

    @property
    def ready(self) -> list[str]:
        return [kind for kind in MEDIA if kind in self.row.files]

    @property
    def news(self) -> list[str]:
        return [kind for kind in self.ready if kind not in self.have]

    @property
    def sound_url(self) -> str:
        return self._link("m4a")

    @property
    def clip_url(self) -> str:
        return self._link("mp4")

    def _link(self, kind: str) -> str:
        key = self.row.files.get(kind)
        name = f"{slugify(self.row.heading)[:60] or 'section'}.{kind}"
        return storage.download_url(key, filename=name, inline=True) if key else ""

    @property
    def captions_url(self) -> str:
        return self._url("bubble_captions")

    @property
    def progress_url(self) -> str:
        """What is shown already is not sent again."""
        return f"{self._url('bubble_progress')}?have={'-'.join(self.ready)}"

    @property
    def retry_url(self) -> str:
        return self._url("bubble_retry")

    def _url(self, name: str) -> str:
        return url_in(self.slug, f"lessons:{name}", self.row.pk)

    @property
    def is_open(self) -> bool:
        return not self.row.is_final

    @property
    def has_failed(self) -> bool:
        return self.row.state == Bubble.State.FAILED

    @property
    def waits_for(self) -> str:
        """What comes next, in words."""
        if not self.row.is_written:
            return gettext("Looking for words")
        return (
            gettext("Drawing the clip") if "m4a" in self.row.files else gettext("Finding a voice")
        )
