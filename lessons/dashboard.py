"""What the dashboard says of lessons: this month's against the limits, and what they cost."""

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Modality
from lessons.models import ChatMessage, LessonRequest
from library.embeddings.current import name_in_use
from organizations import dashboard
from organizations.dashboard import DashboardPanel, Fact, of_the_whole
from organizations.links import url_in
from organizations.models import Membership


@of_the_whole
def usage_panel(membership: Membership) -> DashboardPanel:
    """A video lesson counts as a video, any other as text."""
    since = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    video = Q(modalities__contains=[Modality.VIDEO])
    counts = (
        LessonRequest.objects.filter(created_at__gte=since)
        .exclude(state=LessonRequest.State.FAILED)
        .aggregate(video=Count("pk", filter=video), text=Count("pk", filter=~video))
    )
    organization = membership.organization
    questions = ChatMessage.objects.filter(created_at__gte=since).count()
    facts = [
        Fact(_("Text and audio lessons"), counts["text"], limit=organization.monthly_text_limit),
        Fact(_("Videos"), counts["video"], limit=organization.monthly_video_limit),
        Fact(_("Questions"), questions),
    ]
    url = url_in(organization.slug, "lessons:lesson_list")
    return DashboardPanel(_("This month"), facts, url=url)


@of_the_whole
def costs_panel(membership: Membership) -> DashboardPanel:
    facts = [
        Fact(_("Answers and scripts"), settings.CHAT_MODEL),
        Fact(_("Search"), name_in_use()),
        Fact(_("Voices"), settings.SPEECH),
    ]
    note = _("All of these run on this site's own machines: nothing is charged by the call.")
    return DashboardPanel(_("Providers and costs"), facts, note=note)


def register() -> None:
    dashboard.panels += [usage_panel, costs_panel]
