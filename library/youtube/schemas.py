from ninja import Schema
from pydantic import Field


class TrackOut(Schema):
    """Captions that YouTube has of a video. key: what they are asked for by. language: BCP 47.

    is_generated: made by YouTube from the sound. is_used: the ones that the video is read in.
    """

    key: str
    language: str
    is_generated: bool
    is_used: bool


class TrackIn(Schema):
    track: str = Field(max_length=40)
