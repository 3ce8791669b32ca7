"""How loud a stretch of a recording is, moment by moment, by EBU R 128."""

from collections import Counter
from pathlib import Path

import av
import numpy as np
from av.filter import Graph

from library.ingestion.recordings.base import Recording
from library.ingestion.recordings.levels import BIN, GATE
from library.ingestion.recordings.opening import frames_of, moment, open_recording, seek

LEAD_S = 0.4  # a momentary loudness is that of so much before it


def measure(path: Path, recording: Recording, begin_s: float, end_s: float) -> dict[str, float]:
    """How often each momentary loudness occurs from begin to end, in tenths of LUFS, as text to
    number; under "peak" the loudest sample in dB below full scale."""
    counts: Counter[int] = Counter()
    peak = GATE
    if recording.sound is None:
        return {"peak": peak}
    with open_recording(path) as container:
        stream = container.streams[recording.sound.index]
        seek(container, stream, recording.start_s + begin_s - LEAD_S)
        graph, fed = None, ("", 0, "")
        for frame in frames_of(container, stream):
            at = moment(frame, recording.start_s)
            if at is not None and at >= end_s:
                break
            kind = (frame.format.name, frame.sample_rate, frame.layout.name)
            if graph is None or kind != fed:
                graph, fed = _graph(stream, frame), kind
            frame.pts = None
            graph.push(frame)
            for heard in _pulled(graph):
                said = heard.metadata.get("lavfi.r128.M")
                if said is not None and (at is None or at >= begin_s):
                    counts[round(max(float(said), -100.0) * BIN)] += 1
            peak = max(peak, _peak(frame) if at is None or at >= begin_s else peak)
    return {"peak": round(peak, 2), **{str(key): n for key, n in counts.items()}}


def _graph(stream, frame) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=stream.time_base,
    )
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


def _pulled(graph: Graph):
    while True:
        try:
            yield graph.pull()
        except (BlockingIOError, av.EOFError):
            return


def _peak(frame) -> float:
    samples = frame.to_ndarray()
    if not samples.size:
        return GATE
    full = 1.0 if samples.dtype.kind == "f" else float(np.iinfo(samples.dtype).max)
    if samples.dtype == np.uint8:
        samples, full = samples.astype(np.int16) - 128, 127.0
    loudest = max(abs(float(samples.max())), abs(float(samples.min()))) / full
    return 20 * float(np.log10(loudest)) if loudest > 1e-4 else GATE
