"""What drf-spectacular can't see by itself: the errors, the headers, the tools' inputs and the event stream."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from tools import toolbox
from tools.api.serializers import ErrorSerializer
from tools.http.form import CONTENT_TYPE

MEANINGS = {
    400: "The input can't be used; `field` names it. Or a key stands in the address, or the body isn't JSON.",
    401: "The API key is malformed, unknown, expired or revoked.",
    403: "The API key isn't for this, or the CSRF token is missing.",
    404: "There is nothing of yours at this address.",
    409: "It is a turn of a conversation, is still being stopped, or is used by a run; `code` says which.",
    413: "The body or the file is too large.",
    415: "The body is of another type than those above, or the file's type can't be read; `code` says which.",
    429: "The balance can't pay for this, the API key's own daily limit is reached, or too many files wait to be used; "
    "`code` says which. `Retry-After` says when to try again.",
    503: "The database, the broker or the model is away; `Retry-After` says when to try again.",
}

BINARY = {"type": "string", "contentMediaType": "application/octet-stream", "description": "The file itself."}


def _form_of(schema: dict[str, Any]) -> dict[str, Any]:
    """A tool's inputs as a form that has the file in it."""
    return {**schema, "properties": {**schema["properties"], "file": BINARY}}


_SCHEMAS = [tool.schema() for tool in toolbox.ALL]
INPUTS = {  # the same inputs may do for several tools
    "application/json": {"anyOf": _SCHEMAS},
    CONTENT_TYPE: {"anyOf": [_form_of(each) for each in _SCHEMAS if "file" in each["properties"]]},
}
EXAMPLES = [
    OpenApiExample(tool.name, value=tool.example, request_only=True, media_type="application/json")
    for tool in toolbox.ALL
]


class PrincipalScheme(OpenApiAuthenticationExtension):
    """How the schema tells it: a bearer key, which is optional."""

    target_class = "tools.api.authentication.PrincipalAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, `rw_live_…`. Without one you are a visitor, with a visitor's daily tokens.",
        }


def errors(*statuses: int) -> dict[int, OpenApiResponse]:
    """The error responses of an operation; any of them may also fail with a 500."""
    return {status: OpenApiResponse(ErrorSerializer, description=MEANINGS[status]) for status in statuses}


def _header(name: str, description: str, statuses: list[int]) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description, response=statuses)


TOKEN_HEADERS = [
    _header("x-ratelimit-limit-tokens", "The day's free tokens.", [200, 201]),
    _header(
        "x-ratelimit-remaining-tokens",
        "Tokens left, free and bought; for an API key with a daily limit at most what is left of it.",
        [200, 201],
    ),
    _header("x-ratelimit-reset-tokens", 'Until the free tokens come back, such as "3600s".', [200, 201]),
]

CONVERSATION = OpenApiParameter(
    "conversation",
    str,
    description='Keep the run in a conversation of yours: its id, or "new". The messages are still all sent.',
)

EVENTS_PATH = "/api/generations/{generation_id}/events"
EVENTS_DESCRIPTION = """\
A run's events as Server-Sent Events, from the first one on; it may be asked for while the run goes on or within an hour
of its end. Each event has an `id`, a name and JSON data:

| event | data |
|---|---|
| `started` | `{"attempt"}`: the text begins here; what came before is void |
| `delta` | `{"index", "text"}`: a piece of answer `index` |
| `segment` | `{"index", "id", "start", "end", "text", "words"}`: a stretch of a recording that was heard, in seconds |
| `progress` | `{"index", "done", "total"}`: an image's steps, or a recording's seconds |
| `preview` | `{"index", "image"}`: an image in the making, small, as a `data:` address |
| `choice` | `{"index", "finish_reason", …}`: answer `index` is complete; of an image also `file`, `width`, `height`, \
`seed`, `steps` and `guidance`, of a transcript `language` and `duration` |
| `html` | `{"index", "html"}`, with `render=html` only: the whole answer so far, as safe HTML |
| `done` | `{"state", "finish_reasons", "usage", "receipt"}` |
| `error` | `{"code", "message", "charged"}` |

Nothing follows `done` or `error`. A comment comes every 15 seconds while nothing else does. After a break, come back
with the last `id` in `Last-Event-ID`; when there is nothing more to tell, the answer is 204. With `render=html` the
events are told again from `started` on."""


def add_events(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: describes the event stream, an async view that isn't REST framework's."""

    def parameter(name: str, where: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
        return {"name": name, "in": where, "schema": schema, "description": description, "required": where == "path"}

    identity = {"type": "string"}
    failure = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    result["paths"][EVENTS_PATH] = {
        "get": {
            "operationId": "events",
            "description": EVENTS_DESCRIPTION,
            "parameters": [
                parameter("generation_id", "path", {"type": "string", "format": "uuid"}, "The run."),
                parameter("Last-Event-ID", "header", identity, "The last event that you have; those after it come."),
                parameter("last_event_id", "query", identity, "The same, where no header can be set."),
                parameter("render", "query", {"type": "string", "enum": ["html"]}, "Adds `html` events."),
            ],
            "tags": ["generations"],
            "security": [{"apiKey": []}, {}],
            "responses": {
                "200": {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "The events."},
                "204": {"description": "It is over and you have it all."},
                **{
                    str(code): {"content": failure, "description": MEANINGS[code]} for code in (400, 401, 403, 404, 503)
                },
            },
        }
    }
    return result
