"""Pure: how a lesson and its making are put into words for people."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy, pgettext_lazy

from accounts.models import Modality
from lessons.models import Lesson, LessonSegment
from lessons.script.base import JOINT
from organizations.staged import DONE, RUNNING, in_order
from project.text.extractive import count_words
from project.wording import counted, in_seconds

STAGES = {
    "validation": gettext_lazy("Checking the request"),
    "retrieval": gettext_lazy("Gathering the pages"),
    "script": gettext_lazy("Writing what is said"),
    "images": gettext_lazy("Cutting out figures"),
    "text": gettext_lazy("Laying out the text"),
    "speech": gettext_lazy("Speaking"),
    "video": gettext_lazy("Drawing the video"),
    "publish": gettext_lazy("Finishing"),
}
IN_A_LIST: dict[str, Promise] = {
    Modality.TEXT: pgettext_lazy("in a list", "text"),
    Modality.AUDIO: pgettext_lazy("in a list", "audio"),
    Modality.VIDEO: pgettext_lazy("in a list", "video"),
}
TURNS = ngettext_lazy("%(count)s turn", "%(count)s turns", "number")
# What is not told on purpose, by lessons.script.matter.Matter.
LEFT_OUT = {
    "terms": gettext_lazy("Lists of terms, to look up"),
    "sources": gettext_lazy("References and further reading"),
    "exercises": gettext_lazy("Exercises, questions and their answers"),
    "lists": gettext_lazy("Contents and index"),
}
# file -> the modalities that it comes with
FORMAT_OF = {
    "mp4": {Modality.VIDEO},
    "m4a": {Modality.AUDIO},
    "wav": {Modality.AUDIO},
    "pdf": {Modality.TEXT},
    "html": {Modality.TEXT},
    "captions": {Modality.AUDIO, Modality.VIDEO},
    "chapters": {Modality.AUDIO, Modality.VIDEO},
}
WORDS_A_MINUTE = 180  # of a text that is studied
# A stage that a lesson runs only for one of these.
NEEDS = {"speech": {"audio", "video"}, "video": {"video"}}
COUNTED = {"script", "images", "speech", "video"}
# modality -> the file that makes it whole
PROOF = {Modality.TEXT: "html", Modality.AUDIO: "m4a", Modality.VIDEO: "mp4"}
DOWNLOADS = {
    "mp4": gettext_lazy("Video (MP4)"),
    "m4a": gettext_lazy("Sound (M4A)"),
    "wav": gettext_lazy("Sound, uncompressed (WAV)"),
    "pdf": gettext_lazy("Handout to print (PDF)"),
    "html": gettext_lazy("Text as a web page (HTML)"),
    "captions": gettext_lazy("Captions (VTT)"),
    "chapters": gettext_lazy("Chapters (VTT)"),
}


def ready_modalities(lesson: Lesson) -> list[str]:
    """Those that are whole, in the order they come."""
    return [modality.value for modality, kind in PROOF.items() if kind in lesson.files]


def clock(seconds: float) -> str:
    """ "4:10", or "1:02:03"."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def facts_of(lesson: Lesson) -> list[str]:
    """For the line under a title."""
    said = [lesson.source_title]
    said += [lesson.scope_label] if lesson.scope_label else []
    ready = ", ".join(str(IN_A_LIST[modality]) for modality in ready_modalities(lesson))
    said += [ready[:1].upper() + ready[1:]] if ready else []
    said += [clock(lesson.duration_s)] if lesson.duration_s else []
    return said


def others_line(headings: list[str]) -> str:
    """Names the further headings that a turn stands for; "" where there are none."""
    if not headings:
        return ""
    return gettext("With it: %(headings)s") % {"headings": JOINT.join(headings)}


def left_out_by_matter(lesson: Lesson) -> list[tuple[str, list[dict]]]:
    """(what it is, its entries of `lesson.left_out`), in the order of LEFT_OUT."""
    found = [
        (label, [entry for entry in lesson.left_out if entry["matter"] == matter])
        for matter, label in LEFT_OUT.items()
    ]
    return [(str(label), entries) for label, entries in found if entries]


def left_out_lines(lesson: Lesson) -> list[str]:
    """ "Left out on purpose. Exercises …: Review Questions, p. 67 · …", for print."""
    return [
        gettext("Left out on purpose. %(what)s: %(headings)s")
        % {
            "what": label,
            "headings": JOINT.join(f"{one['heading']}, {one['reference']}" for one in entries),
        }
        for label, entries in left_out_by_matter(lesson)
    ]


def stage_rows(stages: dict, modalities: list[str]) -> list[dict]:
    """Each stage that this lesson runs, as the component `stage` takes it, in order."""
    wanted = set(modalities)
    return [
        _stage_row(name, stage)
        for name, stage in in_order(stages or {})
        if wanted & NEEDS.get(name, wanted)
    ]


def _stage_row(name: str, stage: dict) -> dict:
    shows = stage["state"] == RUNNING and name in COUNTED and stage["total"]
    figures = in_seconds(stage["seconds"]) if stage["seconds"] >= 0.1 else ""
    if name == "script" and stage["state"] == DONE:
        figures = " · ".join(filter(None, [counted(TURNS, stage["total"]), figures]))
    return {
        "name": STAGES.get(name, name.title()),
        "state": stage["state"],
        "value": stage["done"] if shows else "",
        "max": stage["total"] if shows else "",
        "figures": figures if stage["state"] == DONE else "",
    }


def current_stage(stage: str, stages: dict | None) -> dict:
    """What is done now: {"label", "value", "max"}."""
    if not stage or stage not in (stages or {}):
        return {"label": gettext("Waiting to be made"), "value": "", "max": ""}
    entry = (stages or {})[stage]
    return {
        "label": STAGES[stage],
        "value": entry["done"],
        "max": entry["total"] if stage in COUNTED and entry["total"] else "",
    }


def formats_of(lesson: Lesson, modalities: list[str]) -> list[dict]:
    """{"kind", "label", "is_ready", "is_coming"} of each file that a lesson can have.

    modalities: that are made now.
    """
    is_making = lesson.state == Lesson.State.MAKING
    return [
        {
            "kind": kind,
            "label": label,
            "is_ready": kind in lesson.files,
            "is_coming": is_making and bool(FORMAT_OF[kind] & {*modalities, Modality.TEXT}),
        }
        for kind, label in DOWNLOADS.items()
    ]


def reading_minutes(segments: Iterable[LessonSegment], rate: float) -> int:
    """At least one. rate: of the reader, where 1 is the usual one."""
    words = sum(count_words(entry["text"]) for each in segments for entry in each.sentences)
    return max(round(words / (WORDS_A_MINUTE * rate)), 1)
