from library.ingestion import watching
from library.ingestion.recordings.planning import scene_stretches
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.stages.recordings.proxy import local_proxy
from library.ingestion.work import Work


def run(work: Work) -> None:
    """Find where scenes begin, stretch by stretch."""
    kept = Kept(work.source)
    made, path = local_proxy(work)
    planned = scene_stretches(made.duration_s) if made.picture else []
    found = kept.read("changes") or {}
    done = len(planned) if len(found) == len(planned) else work.done("scenes")
    while done < len(planned):
        step = planned[done]
        found[step.name] = watching.ask(
            str(work.source.pk),
            "changes",
            path,
            beat=work.is_over,
            begin=step.begin,
            end=step.end,
        )
        kept.write("changes", found)
        done += 1
        with work.writing("scenes", done=done, total=len(planned)):
            pass
        if work.is_over():
            return
    with work.writing("scenes", done=done, total=done):
        pass
