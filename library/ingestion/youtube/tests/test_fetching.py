"""A video of a server that answers as YouTube does."""

import pytest

from library.ingestion.youtube import fetching, troubles
from library.ingestion.youtube.asking import choose
from library.ingestion.youtube.fetching import fetch_video
from library.ingestion.youtube.found import Track
from project import outgoing
from tests import model_server, youtube_server
from tests.model_server import whole
from tests.youtube_server import VIDEO_ID, page_of

SAID = [
    (0.0, 4.2, "Light & water\nmake <i>sugar</i>."),
    (4.5, 3.0, "That's all."),
]  # second, seconds, words
PATIENT = outgoing.Limits(10, 10, 10, 20, size_bytes=3_000_000)
QUICK = outgoing.Limits(connect_s=1, first_byte_s=0.3, idle_s=0.3, total_s=1)


@pytest.fixture
def youtube(settings, monkeypatch):
    with youtube_server.standing_in(settings, monkeypatch) as found:
        found.tracks, found.length_s = {"en": SAID}, 8
        monkeypatch.setattr(fetching, "EXCHANGE", PATIENT)
        yield found


def fetch(*wanted: str):
    return fetch_video(VIDEO_ID, wanted=list(wanted))


def test_it_works(youtube):
    youtube.is_creative_commons = True
    youtube.marked = [(0, "Light"), (10, "The cell"), (75, "Sugar")]
    video = fetch("en")
    assert (video.title, video.channel) == ("How a leaf makes sugar", "Plant School")
    assert (video.length_s, video.licence, video.trouble) == (8.0, "CC BY 3.0", "")
    assert video.chapters == [(0.0, "Light"), (10.0, "The cell"), (75.0, "Sugar")]
    assert video.cues == [(0.0, 4.2, "Light & water make sugar."), (4.5, 7.5, "That's all.")]
    assert video.track == Track("en", "en")
    assert [asked.path.partition("?")[0] for asked in youtube.asked] == [
        "/watch", "/youtubei/v1/player", "/api/timedtext",
    ]  # fmt: skip


def test_chapters_of_the_description(youtube):
    youtube.description = "About.\n0:00 Light\n0:20 The cell\n1:00 Sugar"
    assert fetch().chapters == [(0.0, "Light"), (20.0, "The cell"), (60.0, "Sugar")]


def test_who_asks_for_consent_gets_it(youtube):
    youtube.instead["watch"] = youtube_server.consents(youtube)
    assert fetch().trouble == ""
    assert len(youtube.asked) == 4


XML_BOMB = (
    '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<transcript><text start="0" dur="1">&b;</text></transcript>'
)
FAULTS = [
    ("captions", whole("", kind="text/xml"), troubles.NOT_UNDERSTOOD),
    ("captions", whole("<transcript></transcript>"), troubles.EMPTY),
    ("captions", whole("<transcript><text start='0'>cut"), troubles.NOT_UNDERSTOOD),
    ("captions", whole(XML_BOMB), troubles.NOT_UNDERSTOOD),
    ("captions", model_server.status(429), troubles.LIMITED),
    ("captions", youtube_server.endless, troubles.UNREACHABLE),
    ("watch", model_server.status(429), troubles.LIMITED),
    ("watch", model_server.status(403), troubles.BLOCKED),
    ("watch", model_server.status(503), troubles.UNREACHABLE),
    ("watch", page_of('<div class="g-recaptcha"></div>'), troubles.BLOCKED),
    ("watch", page_of('<form action="https://consent.youtube.com/s">'), troubles.BLOCKED),
    ("watch", page_of("hello"), troubles.NOT_UNDERSTOOD),
    ("watch", youtube_server.endless, troubles.UNREACHABLE),
    ("watch", model_server.status(302, location="https://10.0.0.1/watch"), troubles.BLOCKED),
    ("watch", model_server.status(302, location="https://www.google.com/sorry/"), troubles.BLOCKED),
    ("player", whole("[]"), troubles.NOT_UNDERSTOOD),
    ("player", whole("[" * 100_000), troubles.NOT_UNDERSTOOD),
    ("player", whole({"playabilityStatus": "no"}), troubles.NOT_UNDERSTOOD),
]


@pytest.mark.parametrize(("part", "reply", "trouble"), FAULTS)
def test_what_can_be_wrong(youtube, part, reply, trouble):
    youtube.instead[part] = reply
    video = fetch()
    assert (video.trouble, video.cues) == (trouble, [])


def test_who_never_answers_is_not_waited_for(youtube, monkeypatch):
    monkeypatch.setattr(fetching, "EXCHANGE", QUICK)
    youtube.instead["watch"] = model_server.hangs
    assert fetch().trouble == troubles.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "reason", "trouble"),
    [
        ("LOGIN_REQUIRED", youtube_server.BOT, troubles.BLOCKED),
        ("LOGIN_REQUIRED", youtube_server.AGE, troubles.AGE),
        ("LOGIN_REQUIRED", "This is a private video.", troubles.UNAVAILABLE),
        ("ERROR", youtube_server.GONE, troubles.UNAVAILABLE),
        ("UNPLAYABLE", "Not in your country", troubles.UNAVAILABLE),
    ],
)
def test_a_video_that_is_not_shown(youtube, status, reason, trouble):
    youtube.playability = {"status": status, "reason": reason}
    video = fetch()
    assert (video.trouble, video.title) == (trouble, "How a leaf makes sugar")


def test_no_captions_and_captions_that_are_off(youtube):
    youtube.tracks, youtube.captions = {}, {"playerCaptionsTracklistRenderer": {"x": []}}
    assert fetch().trouble == troubles.NO_CAPTIONS
    youtube.captions = {"playerCaptionsTracklistRenderer": {"captionTracks": []}}
    assert fetch().trouble == troubles.NO_CAPTIONS
    youtube.captions = None
    assert fetch().trouble == troubles.CAPTIONS_OFF


def test_who_leads_to_a_private_address_is_not_followed(youtube, monkeypatch):
    port = youtube.origin.rpartition(":")[2]
    monkeypatch.setattr(
        outgoing, "resolve", lambda host, port: ["10.0.0.1" if "youtube" in host else host]
    )
    youtube.instead["watch"] = model_server.status(302, location=f"http://a.youtube.com:{port}/")
    assert fetch().trouble == troubles.UNREACHABLE
    assert len(youtube.asked) == 1


def test_only_youtubes_own_addresses_are_asked(youtube):
    """A player that names another server for its captions."""
    youtube.captions = {
        "playerCaptionsTracklistRenderer": {
            "captionTracks": [
                {
                    "baseUrl": "https://example.org/api/timedtext?v=1",
                    "name": {"runs": [{"text": "en"}]},
                    "languageCode": "en",
                }
            ]
        }
    }
    assert fetch().trouble == troubles.NOT_UNDERSTOOD
    assert len(youtube.asked) == 2


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        (["en"], "en-GB"), (["de"], "a.de"), (["a.en", "de"], "a.en"), (["fr-CA"], "fr"),
        (["ja"], "en-GB"), ([], "en-GB"), (["ja", "de"], "a.de"),
    ],
)  # fmt: skip
def test_which_captions_are_taken(wanted, key):
    keys = ["fr", "en-GB", "a.en", "a.de"]
    tracks = [Track(key.removeprefix("a."), key, key.startswith("a.")) for key in keys]
    found = choose(tracks, wanted)
    assert found is not None
    assert found.key == key
