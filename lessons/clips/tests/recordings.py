"""Small recordings, made as a camera's file would be: key pictures seldom, pictures in between."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RATE = 25
SOUND_RATE = 44_100


def make_recording(to: Path, *, seconds: float = 6, size=(160, 90), keys: int = 40) -> Path:
    """Each picture's brightness is its number; each second begins with a short beep."""
    with av.open(str(to), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.options = {
            "preset": "ultrafast",
            "x264-params": f"bframes=2:keyint={keys}:scenecut=0",
        }
        audio = container.add_stream("aac", rate=SOUND_RATE, layout="mono")
        for number in range(round(seconds * RATE)):
            frame = _frame(number, size)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        sound = av.AudioFrame.from_ndarray(beeps(seconds)[None], "fltp", "mono")
        sound.sample_rate, sound.pts, sound.time_base = SOUND_RATE, 0, Fraction(1, SOUND_RATE)
        container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
    return to


def beeps(seconds: float) -> np.ndarray:
    time = np.arange(int(seconds * SOUND_RATE)) / SOUND_RATE
    return (0.5 * np.sin(2 * np.pi * 880 * time) * (time % 1 < 0.1)).astype(np.float32)


def _frame(number: int, size: tuple[int, int]) -> av.VideoFrame:
    width, height = size
    luma = np.full((height, width), 20 + number, np.uint8)
    luma[:, : width // 4] += np.arange(width // 4, dtype=np.uint8)  # not flat: errors show
    planes = np.concatenate([luma.reshape(-1), np.full(width * height // 2, 128, np.uint8)])
    frame = av.VideoFrame.from_ndarray(planes.reshape(height * 3 // 2, width), format="yuv420p")
    frame.pts = number
    return frame


def pictures(path: Path) -> list[tuple[float, np.ndarray]]:
    """(seconds, luma) of each picture as a player shows it."""
    with av.open(str(path)) as container:
        return [
            (float(frame.pts * frame.time_base), frame.to_ndarray(format="yuv420p")[: frame.height])
            for frame in container.decode(video=0)
        ]


def heard(path: Path) -> np.ndarray:
    """(n,) at 48,000 samples a second, from second 0 on."""
    blocks = []
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=48_000)
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            assert frame.pts is not None
            blocks += [each.to_ndarray()[0] for each in resampler.resample(frame)]
    return np.concatenate(blocks)


def beeps_at(sound: np.ndarray) -> list[float]:
    """When each beep begins, in seconds."""
    loud = np.convolve(np.abs(sound), np.ones(48) / 48, "same") > 0.1
    starts = np.flatnonzero(loud[1:] & ~loud[:-1])
    return [float(at) / 48_000 for at in starts]
