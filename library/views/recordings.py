"""A recording as it is played, its captions, and the door by which people give it others."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from library import transcripts
from library.access import access_source
from library.forms import CaptionsForm, RecordingForm
from library.ingestion.captions import webvtt
from library.models import Source
from library.playing import notices_of, recording_link
from library.views.sources import back_to
from project import storage
from project.errors import NotFound, UnreadableSource


@require_safe
def source_recording(request: HttpRequest, pk: UUID, part: str) -> HttpResponse:
    """To a signed link; ranges of the file are asked of that."""
    source = access_source(request.membership, pk, "library.view")
    response = HttpResponseRedirect(recording_link(source, part))
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def captions_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """WebVTT of what is said in it, corrections and all; ?download=1 to keep it."""
    source = access_source(request.membership, pk, "library.view")
    if not source.has_time:
        raise NotFound(_("This source has no captions."))
    etag = f'"{source.version}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        captions = webvtt(transcripts.captions_in(source), language=source.language)
        response = HttpResponse(captions, content_type="text/vtt; charset=utf-8")
        response["ETag"] = etag
    if request.GET.get("download"):
        response["Content-Disposition"] = f'attachment; filename="captions-{source.pk}.vtt"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_http_methods(["GET", "POST"])
def source_captions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """do=own takes back what people gave, do=listen writes down what a recording says; else its
    words are those of a file or of pasted text."""
    source = access_source(request.membership, pk, "library.edit")
    if not source.has_time:
        raise NotFound(_("This source has no captions."))
    if request.method == "POST" and request.POST.get("do") == "own":
        transcripts.use_own_captions(source)
        return back_to(request, source, _("Its own captions are being read again."))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    listens = request.POST.get("do") == "listen"
    form = CaptionsForm(*(() if listens else sent), source=source)
    if form.is_bound and form.is_valid() and _is_given(source, form):
        return back_to(request, source, _("The captions are being read."))
    recording_form = _recording_form(source, sent if listens else ())
    if listens and recording_form and _is_taken(source, recording_form):
        return back_to(request, source, _("What is said in the recording is being written down."))
    context = {"nav": "library", "source": source, "form": form}
    context |= {"recording_form": recording_form, "notices": notices_of(source.captions_key)}
    status = 422 if sent else 200
    return render(request, "library/source_captions.html", context, status=status)


def _recording_form(source: Source, sent: tuple) -> RecordingForm | None:
    if not transcripts.takes_recordings(source):
        return None
    return RecordingForm(*sent, languages=transcripts.understood_languages())


def _is_taken(source: Source, form: RecordingForm) -> bool:
    """False where it cannot be: the form says why."""
    if not form.is_valid():
        return False
    file, language = form.cleaned_data["recording"], form.cleaned_data["spoken"]
    with storage.workspace() as folder:
        path = folder / "recording"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        suffix = f".{file.name.rsplit('.', 1)[-1].lower()}"
        try:
            transcripts.give_recording(source, path=path, suffix=suffix, language=language)
        except UnreadableSource as error:
            form.add_error("recording", error.message)
            return False
    return True


def _is_given(source: Source, form: CaptionsForm) -> bool:
    """False where they cannot be read: the form says why."""
    try:
        transcripts.give_captions(source, **form.given())
    except UnreadableSource as error:
        form.add_error("file" if form.cleaned_data["file"] else "text", error.message)
        return False
    return True
