"""How /api reads a body: as /v1 does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from tools.http.body import parse_json


class JSONParser(BaseParser):
    """A JSON object within limits. Raises Problem."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return parse_json(stream.read())
