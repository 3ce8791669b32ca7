"""A compilation by the API: made, ordered, trimmed, its film fetched, deleted."""

# ruff: noqa: F401, F811  fixtures that are imported

from lessons.clips.tests.recordings import make_recording
from lessons.tests.recorded import add_recording
from lessons.tests.test_annotations_api import key_file
from lessons.tests.test_assignments_api import call
from organizations import jobs


def test_it_works(call, in_school, tmp_path):
    bob, dana = in_school.bob, in_school.dana
    film = make_recording(tmp_path / "video.mp4")
    sun = add_recording(in_school.organization, bob, film, title="Sun")
    made = call(bob, "POST", "compilations", {"title": "Granulation"}, status=201)
    here = f"compilations/{made['id']}"
    stretch = {"source_id": str(sun.pk), "start_ms": 3000, "end_ms": 4000}
    call(dana, "POST", f"{here}/clips", stretch, status=403)
    call(bob, "POST", f"{here}/clips", stretch | {"end_ms": 3000}, status=422)
    call(bob, "POST", f"{here}/clips", stretch | {"source_id": made["id"]}, status=404)
    first = call(bob, "POST", f"{here}/clips", stretch, status=201)
    second = call(bob, "POST", f"{here}/clips", stretch | {"start_ms": 1000}, status=201)
    moved = {"position": 1, "end_ms": 2900, "heading": "Granules"}
    changed = call(bob, "PATCH", f"{here}/clips/{second['id']}", moved)
    assert (changed["position"], changed["heading"]) == (1, "Granules")
    assert changed["words"] == "Granulation is a pattern of cells, and each granule rises."
    call(bob, "PATCH", here, {"has_cards": False, "is_shared": True, "captions": "side"})
    call(dana, "GET", here, status=404)  # not made yet
    assert call(bob, "POST", f"{here}/film", status=202)["state"] == "queued"
    call(bob, "PATCH", here, {"title": "Meanwhile"}, status=409)
    while jobs.work("rendering"):
        pass
    seen = call(dana, "GET", here)
    assert [clip["id"] for clip in seen["clips"]] == [second["id"], first["id"]]
    assert (seen["state"], seen["duration_s"]) == ("ready", 1.9 + 1.0 + 6.0)
    assert {file["kind"] for file in seen["files"]} == {"mp4", "vtt"}
    assert seen["progress"] == {"stage": "film", "done": 100, "total": 100}
    assert [row["id"] for row in call(dana, "GET", "compilations")["items"]] == [made["id"]]
    call(bob, "DELETE", f"{here}/clips/{first['id']}", status=204)
    assert call(bob, "GET", here)["is_outdated"]
    call(bob, "DELETE", here, status=204)
    call(bob, "GET", here, status=404)
