"""What is said in a recording is written down: its speech is taken out of it by a limited child,
heard by a Transcriber (`project.providers`), and cut into captions.

    speech = extract_speech(path, folder / "speech.wav", beat=…)
    while not write_down(speech, kept, …): keep what is in `kept`, and go on another time
    captions = cues_of(kept.words)
"""

from .extracting import extract_speech
from .saying import cues_of
from .transcribed import Transcribed
from .writing import write_down

__all__ = ["Transcribed", "cues_of", "extract_speech", "write_down"]
