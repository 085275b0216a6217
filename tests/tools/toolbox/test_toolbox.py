"""The toolbox finds its tools, and each is fit to be shown and run."""

import jsonschema
import pytest

from tools import toolbox
from tools.models import StoredFile
from tools.toolbox import UnknownTool


def test_chat_is_found_by_its_slug():
    assert toolbox.get("chat") in toolbox.ALL


def test_an_unknown_slug_is_an_error():
    with pytest.raises(UnknownTool, match="no tool named 'nope'"):
        toolbox.get("nope")


def with_a_file(example, kind):
    """The example, its file a real one of the tool's kind."""
    if "file" not in example:
        return example
    kinds = {"image": ("image", "image/png"), "speech": ("audio", "audio/flac")}
    sort, content_type = kinds[kind]
    file = StoredFile.objects.store(b"?", content_type, owner="visitor:a", kind=sort, width=64, height=64, seconds=10.0)
    return {**example, "file": file.pk}


@pytest.mark.parametrize("tool", toolbox.ALL, ids=lambda tool: tool.slug)
def test_a_tool_describes_itself_and_its_example_runs(tool, starter, db):
    assert tool.name
    assert tool.summary.endswith(".")
    assert tool.price_note
    jsonschema.Draft202012Validator.check_schema(tool.schema())
    jsonschema.validate(tool.example, tool.schema())
    inputs = tool.clean(with_a_file(tool.example, tool.kind))
    quote = tool.quote(inputs, tool.model(inputs))
    assert 0 < quote.tokens <= 5_000
