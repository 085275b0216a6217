"""Why a file isn't taken."""


class Refused(Exception):
    """`message` says what is wrong and what to do, and is fit to be shown; `code` is for programs.

    Codes: "empty_file", "unsupported_type", "damaged_file", "too_long", "too_short", "too_large", "too_complex",
    "no_audio".
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def damaged(what: str) -> Refused:
    """A file of a known type that breaks its type's rules."""
    return Refused("damaged_file", f"This {what} is damaged. Save it again, or send another file.")


def cut_off(what: str) -> Refused:
    """A file whose end is missing."""
    return Refused("damaged_file", f"This {what} is cut off: its end is missing. Save it again and send all of it.")


def too_complex() -> Refused:
    """A file that would take more time or memory than one file may have."""
    return Refused(
        "too_complex",
        "Reading this file takes too much time or memory. Save it in a plainer form (sound as MP3, a picture as JPEG "
        "or PNG) and send that.",
    )
