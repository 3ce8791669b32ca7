"""Pure: how a lesson and its making are put into words for people."""

from accounts.models import Modality
from lessons.models import Lesson
from library.describing import count
from organizations.staged import DONE, RUNNING, in_order

STAGES = {
    "validation": "Checking the request",
    "retrieval": "Gathering the pages",
    "script": "Writing what is said",
    "images": "Cutting out figures",
    "text": "Laying out the text",
    "speech": "Speaking",
    "video": "Drawing the video",
    "publish": "Finishing",
}
# A stage that a lesson runs only for one of these.
NEEDS = {"speech": {"audio", "video"}, "video": {"video"}}
COUNTED = {"script", "images", "speech", "video"}
# modality -> the file that makes it whole
PROOF = {Modality.TEXT: "html", Modality.AUDIO: "m4a", Modality.VIDEO: "mp4"}
DOWNLOADS = {
    "mp4": "Video (MP4)",
    "m4a": "Sound (M4A)",
    "wav": "Sound, uncompressed (WAV)",
    "pdf": "Handout to print (PDF)",
    "html": "Text as a web page (HTML)",
    "captions": "Captions (VTT)",
    "chapters": "Chapters (VTT)",
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
    labels = dict(Modality.choices)
    ready = [labels[modality].lower() for modality in ready_modalities(lesson)]
    said += [", ".join(ready).capitalize()] if ready else []
    said += [clock(lesson.duration_s)] if lesson.duration_s else []
    return said


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
    figures = f"{stage['seconds']:,.1f} s" if stage["seconds"] >= 0.1 else ""
    if name == "script" and stage["state"] == DONE:
        figures = " · ".join(filter(None, [count(stage["total"], "turn"), figures]))
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
        return {"label": "Waiting to be made", "value": "", "max": ""}
    entry = stages[stage]
    return {
        "label": STAGES[stage],
        "value": entry["done"],
        "max": entry["total"] if stage in COUNTED and entry["total"] else "",
    }
