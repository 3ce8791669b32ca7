"""Why a video has no transcript here: a word for programs, as a source's `problem_code` has it."""

NO_CAPTIONS = "youtube_no_captions"
CAPTIONS_OFF = "youtube_captions_off"
EMPTY = "youtube_empty"
UNAVAILABLE = "youtube_unavailable"
AGE = "youtube_age_restricted"
BLOCKED = "youtube_blocked"
LIMITED = "youtube_rate_limited"
UNREACHABLE = "youtube_unreachable"
NOT_UNDERSTOOD = "youtube_not_understood"
NO_VIDEO = "youtube_no_video"

ALL = {
    NO_CAPTIONS, CAPTIONS_OFF, EMPTY, UNAVAILABLE, AGE, BLOCKED, LIMITED, UNREACHABLE,
    NOT_UNDERSTOOD, NO_VIDEO,
}  # fmt: skip
