"""Why a video could not be fetched: a word for programs, as a source's `problem_code` has it."""

SWITCHED_OFF = "video_switched_off"
NOT_PUBLIC = "video_not_public"
HOST = "video_host_not_allowed"
NO_VIDEO = "video_not_found"
NOT_THERE = "video_not_there"
LOGIN = "video_needs_login"
PROTECTED = "video_protected"
BLOCKED = "video_blocked"
LIVE = "video_live"
SEVERAL = "video_several"
IN_PIECES = "video_in_pieces"
LARGE = "video_too_large"
SLOW = "video_too_slow"
UNREACHABLE = "video_unreachable"
NOT_UNDERSTOOD = "video_not_understood"

ALL = {
    SWITCHED_OFF, NOT_PUBLIC, HOST, NO_VIDEO, NOT_THERE, LOGIN, PROTECTED, BLOCKED, LIVE, SEVERAL,
    IN_PIECES, LARGE, SLOW, UNREACHABLE, NOT_UNDERSTOOD,
}  # fmt: skip


class Trouble(Exception):
    """code: one of the above."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code
