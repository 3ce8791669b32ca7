"""Small recordings for tests, made when they are asked for."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

RATE = 48_000
Painter = Callable[[float], np.ndarray]  # seconds -> (height, width, 3) uint8


def slide(title: str, *lines: str, size=(640, 360), ground=(250, 250, 245)) -> np.ndarray:
    picture = np.full((size[1], size[0], 3), ground, np.uint8)
    face, ink = cv2.FONT_HERSHEY_DUPLEX, (40, 40, 40)
    cv2.putText(picture, title, (30, 60), face, 1.4, (120, 20, 20), 2, cv2.LINE_AA)
    for number, line in enumerate(lines):
        cv2.putText(picture, line, (40, 130 + 45 * number), face, 0.8, ink, 1, cv2.LINE_AA)
    return picture


def film(seed: int, size=(320, 180)) -> np.ndarray:
    """A picture like no other: coarse patches of colour."""
    random = np.random.default_rng(seed)
    patches = random.integers(40, 220, (6, 8, 3), dtype=np.uint8)
    return cv2.resize(patches, size, interpolation=cv2.INTER_CUBIC)


def one_after_the_other(pictures: Sequence[np.ndarray], each_s: float) -> Painter:
    return lambda at: pictures[min(int(at / each_s + 1e-6), len(pictures) - 1)]


def tone(seconds: float, *, level_db: float = -20.0, rate: int = RATE, channels: int = 2):
    """A sine of 1 kHz, (channels, n) float32."""
    at = np.arange(round(seconds * rate)) / rate
    wave = (10 ** (level_db / 20) * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)
    return np.stack([wave] * channels)


def make(
    path: Path,
    *,
    seconds: float,
    picture: Painter | None = None,
    fps: int = 12,
    times: Sequence[float] | None = None,
    sounds: Sequence[np.ndarray] = (),
    rate: int = RATE,
    codec: str = "libx264",
    sound_codec: str = "aac",
    captions: Sequence[tuple[float, float, str]] = (),
    chapters: Sequence[tuple[float, float, str]] = (),
    turned: int = 0,
    stretched: Fraction | None = None,
    language: str = "",
    title: str = "",
    begins_s: float = 0.0,
) -> Path:
    """times: of its pictures, in place of fps. turned: degrees, by which a player turns it."""
    with av.open(str(path), "w") as container:
        video = None
        if picture is not None:
            first = picture(0.0)
            video = container.add_stream(codec, rate=fps)
            video.width, video.height, video.pix_fmt = first.shape[1], first.shape[0], "yuv420p"
            video.codec_context.time_base = video.time_base = Fraction(1, 12_000)
            if codec == "libx264":
                video.options = {"preset": "ultrafast", "crf": "20", "g": "24"}
            if turned:
                video.set_display_rotation(turned)
            if stretched:
                video.codec_context.sample_aspect_ratio = stretched
        voices = []
        for samples in sounds:
            layout = "mono" if samples.shape[0] == 1 else "stereo"
            voice = container.add_stream(sound_codec, rate=rate, layout=layout)
            if language:
                voice.metadata["language"] = language
            voices.append(voice)
        words = container.add_mux_stream("mov_text") if captions else None
        if title:
            container.metadata["title"] = title
        if chapters:
            container.set_chapters(
                [
                    {
                        "id": number,
                        "start": round(begin * 1000),
                        "end": round(end * 1000),
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": said},
                    }
                    for number, (begin, end, said) in enumerate(chapters, 1)
                ]
            )
        if picture is not None:
            for at in times if times is not None else np.arange(round(seconds * fps)) / fps:
                frame = av.VideoFrame.from_ndarray(picture(float(at)), format="rgb24")
                frame.pts = round((at + begins_s) * 12_000)
                frame.time_base = Fraction(1, 12_000)
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
        for voice, samples in zip(voices, sounds, strict=True):
            _encode(container, voice, samples, rate, begins_s)
        for begin, end, said in captions:
            data = said.encode()
            packet = av.Packet(len(data).to_bytes(2) + data)
            packet.stream, packet.time_base = words, Fraction(1, 1000)
            packet.pts = packet.dts = round(begin * 1000)
            packet.duration = round((end - begin) * 1000)
            container.mux(packet)
    return path


def _encode(container, voice, samples: np.ndarray, rate: int, begins_s: float) -> None:
    layout = "mono" if samples.shape[0] == 1 else "stereo"
    resampler = av.AudioResampler(voice.format.name if voice.format else "fltp", layout, rate)
    for at in range(0, samples.shape[1], 1024):
        part = np.ascontiguousarray(samples[:, at : at + 1024])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate, at + round(begins_s * rate)
        frame.time_base = Fraction(1, rate)
        for changed in resampler.resample(frame):
            container.mux(voice.encode(changed))
    container.mux(voice.encode(None))
