"""What an API key may be for. A key without scopes is for everything; one whose scopes are all gone is for nothing."""

from collections.abc import Iterable

READ = "read"

# By scope, in the order in which pages show them: what it lets a key do.
SCOPES = {
    "text": "Run text tools, such as the chat",
    "image": "Run image tools",
    "speech": "Run speech tools",
    "embeddings": "Make embeddings",
    READ: "Read the balance, the history and results",
}
KINDS = frozenset(SCOPES) - {READ}

_SHORT = {"text": "text", "image": "images", "speech": "speech", "embeddings": "embeddings", READ: "reading"}


def checked(scopes: Iterable[str]) -> list[str]:
    """The scopes, each once, in the table's order. Raises ValueError for one that isn't in it."""
    wanted = set(scopes)
    for scope in sorted(wanted - set(SCOPES)):
        raise ValueError(f"{scope!r} isn't a scope: there are {', '.join(SCOPES)}.")
    return [scope for scope in SCOPES if scope in wanted]


def in_words(scopes: Iterable[str]) -> str:
    """Such as "text and reading"; "everything" for no scopes at all."""
    given = list(scopes)
    if not given:
        return "everything"
    words = [_SHORT[scope] for scope in SCOPES if scope in given]
    if len(words) < 2:
        return words[0] + (" only" if words[0] == _SHORT[READ] else "") if words else "nothing"
    return f"{', '.join(words[:-1])} and {words[-1]}"
