"""The process that espeak-ng lives in: one request in, one answer out, and it ends.

espeak-ng is GPL-3 and native, so it never enters a process of Lectern. It also
keeps state from one text to the next that changes the next sound; a process for
each text gives the same bytes for the same text, whatever was said before.

    stdin   one JSON object: {"library", "data", "do": "about"}
            or {"library", "data", "do": "speak", "voice", "rate_wpm", "text"}
    stdout  one line of JSON, then, for "speak", the sound as 16-bit mono samples
    exit    0; 3 when the voice is unknown

Started with `python -S -E -m project.providers.embedded.espeak_child`, it imports
the standard library alone and is ready in some 20 ms.
"""

import ctypes
import json
import sys

UNKNOWN_VOICE = 3

# Numbers from espeak-ng's speak_lib.h.
_SYNCHRONOUS = 2
_PHONEME_EVENTS, _PHONEME_IPA, _DONT_EXIT = 0x0001, 0x0002, 0x8000
_POSITION_CHARACTER, _CHARS_UTF8 = 1, 1
_RATE = 1
_SEED = 1
_EVENT_END_OF_LIST, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7


class _EventId(ctypes.Union):
    _fields_ = [
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    ]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


class _Voice(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    ]


_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


def main() -> int:
    request = json.load(sys.stdin)
    library = ctypes.CDLL(request["library"])
    options = _PHONEME_EVENTS | _PHONEME_IPA | _DONT_EXIT
    sample_rate = library.espeak_Initialize(_SYNCHRONOUS, 0, request["data"].encode(), options)
    if sample_rate <= 0:
        return 1
    # It starts its breath noise from the clock: the same text must be the same sound.
    library.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
    if request["do"] == "about":
        _answer(_about(library))
        return 0
    if library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
        return UNKNOWN_VOICE
    library.espeak_SetParameter(_RATE, request["rate_wpm"], 0)
    sound, words, phonemes = _speak(library, request["text"])
    _answer({"sample_rate": sample_rate, "words": words, "phonemes": phonemes}, sound)
    return 0


def _answer(head: dict, sound: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + sound)
    sys.stdout.buffer.flush()


def _about(library: ctypes.CDLL) -> dict:
    library.espeak_Info.restype = ctypes.c_char_p
    library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
    voices = library.espeak_ListVoices(None)
    files: dict[str, str] = {}
    number = 0
    while voices[number]:
        voice = voices[number].contents
        # A byte of priority stands before the language; its first file is the plain one.
        language = voice.languages[1:].decode().lower()
        files.setdefault(language, voice.identifier.decode().rpartition("/")[2])
        number += 1
    return {"version": library.espeak_Info(None).decode(), "voices": files}


def _speak(library: ctypes.CDLL, text: str) -> tuple[bytes, list, list]:
    """Samples; words as [sample, first character, length]; phonemes as [sample, IPA]."""
    sound = bytearray()
    words: list[list] = []
    phonemes: list[list] = []

    def receive(samples, count, events):
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, 2 * count))
        number = 0
        while events[number].type != _EVENT_END_OF_LIST:
            event = events[number]
            if event.type == _EVENT_WORD:
                words.append([event.sample, event.text_position - 1, event.length])
            elif event.type == _EVENT_PHONEME:
                phonemes.append([event.sample, event.id.string.decode("utf-8", "ignore")])
            number += 1
        return 0

    callback = _SynthCallback(receive)
    library.espeak_SetSynthCallback(callback)
    encoded = text.encode() + b"\0"
    library.espeak_Synth(
        encoded, ctypes.c_size_t(len(encoded)), 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
    )
    library.espeak_Synchronize()
    return bytes(sound), words, phonemes


if __name__ == "__main__":
    sys.exit(main())
