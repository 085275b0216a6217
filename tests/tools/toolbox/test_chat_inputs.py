"""What chat takes, what it makes of it, and how it refuses the rest."""

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.principal import Principal
from billing import ledger
from billing.errors import InsufficientTokens, KeyLimitReached
from tools.toolbox import InvalidInput
from tools.toolbox.chat import TOOL as CHAT

ASK = [{"role": "user", "content": "What is an API?"}]
VISITOR = Principal("visitor", "visitor:a", "address:a")


def refusal(starter, **inputs):
    with pytest.raises(InvalidInput) as caught:
        CHAT.clean({"messages": ASK, **inputs})
    return caught.value


def test_defaults_are_filled_in(starter):
    assert CHAT.clean({"messages": ASK}) == {
        "model": starter.slug,
        "messages": ASK,
        "max_tokens": 512,
        "temperature": 0.7,
        "top_p": 1.0,
        "seed": None,
        "stop": [],
        "n": 1,
    }


def test_null_means_left_out(starter):
    nothing = dict.fromkeys(("model", "max_tokens", "temperature", "top_p", "seed", "stop", "n"))
    assert CHAT.clean({"messages": ASK, **nothing}) == CHAT.clean({"messages": ASK})


def test_cleaning_twice_changes_nothing(starter):
    once = CHAT.clean({"messages": ASK, "stop": "x", "max_tokens": 9})
    assert CHAT.clean(once) == once


def test_parts_of_text_are_joined_and_developer_means_system(starter):
    parts = [{"type": "text", "text": "Be "}, {"type": "text", "text": "brief."}]
    inputs = CHAT.clean({"messages": [{"role": "developer", "content": parts}, *ASK]})
    assert inputs["messages"] == [{"role": "system", "content": "Be brief."}, *ASK]


def test_a_message_that_the_openai_sdk_gave_may_be_sent_back(starter):
    said = {"role": "assistant", "content": "An interface.", "refusal": None, "annotations": [], "tool_calls": None}
    inputs = CHAT.clean({"messages": [*ASK, said, {"role": "user", "content": "Why?"}]})
    assert inputs["messages"][1] == {"role": "assistant", "content": "An interface."}


@pytest.mark.parametrize(
    ("inputs", "field", "code", "says"),
    [
        ({"messages": None}, "messages", "required", "missing"),
        ({"messages": "hi"}, "messages", "invalid_type", "list"),
        ({"messages": []}, "messages", "invalid_value", "from 1 to 500"),
        ({"messages": ASK * 501}, "messages", "invalid_value", "501"),
        ({"messages": ["hi"]}, "messages[0]", "invalid_type", "object"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0].role", "invalid_value", "user, assistant"),
        ({"messages": [{"role": "user"}]}, "messages[0].content", "required", "missing"),
        ({"messages": [*ASK, {"role": "user", "content": " \n"}]}, "messages[1].content", "required", "empty"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content", "invalid_type", "string"),
        ({"messages": [{"role": "user", "content": "a\x00b"}]}, "messages[0].content", "invalid_value", "NUL"),
        ({"messages": [{"role": "user", "content": "\ud800"}]}, "messages[0].content", "invalid_value", "surrogate"),
        ({"messages": [{"role": "user", "content": "x", "name": "Bo"}]}, "messages[0].name", "unknown_field", "name"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
            "messages[0].content[0].type",
            "invalid_value",
            "text",
        ),
        ({"model": "gpt-9"}, "model", "model_not_found", "smollm2"),
        ({"model": ["gpt"]}, "model", "model_not_found", "Use one of"),
        ({"max_tokens": 0}, "max_tokens", "invalid_value", "from 1"),
        ({"max_tokens": "many"}, "max_tokens", "invalid_type", "whole number"),
        ({"max_tokens": True}, "max_tokens", "invalid_type", "whole number"),
        ({"max_tokens": 1.5}, "max_tokens", "invalid_type", "whole number"),
        ({"temperature": 2.1}, "temperature", "invalid_value", "from 0 to 2"),
        ({"temperature": "0.7"}, "temperature", "invalid_type", "number"),
        ({"temperature": 10**400}, "temperature", "invalid_value", "from 0 to 2"),
        ({"temperature": float("nan")}, "temperature", "invalid_value", "from 0 to 2"),
        ({"top_p": -0.1}, "top_p", "invalid_value", "from 0 to 1"),
        ({"seed": 2**63}, "seed", "invalid_value", "from -9223372036854775808"),
        ({"stop": 5}, "stop", "invalid_type", "string"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop", "too_long", "at most 4"),
        ({"stop": ["a", ""]}, "stop[1]", "invalid_value", "from 1 to 200"),
        ({"n": 5}, "n", "invalid_value", "from 1 to 4"),
        ({"tools": []}, "tools", "unknown_field", "Unknown input"),
        ({"\ud800": 1}, "\\ud800", "unknown_field", "Unknown input"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_and_limit(starter, inputs, field, code, says):
    error = refusal(starter, **inputs)
    assert (error.field, error.code) == (field, code)
    assert says in error.message
    error.message.encode()


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_inputs_that_are_no_object_are_refused(starter, data):
    with pytest.raises(InvalidInput, match="JSON object"):
        CHAT.clean(data)


def test_a_length_beyond_the_context_is_cut_to_what_is_left_of_it(starter):
    inputs = CHAT.clean({"messages": ASK, "max_tokens": 100_000})
    prompt_tokens = CHAT.quote(inputs, starter).prompt_tokens
    assert inputs["max_tokens"] == starter.context_length - prompt_tokens


def test_messages_beyond_the_context_are_refused_with_both_numbers(starter):
    error = refusal(starter, messages=[{"role": "user", "content": "word " * 9_000}])
    assert (error.field, error.code) == ("messages", "context_length_exceeded")
    assert "8,192" in error.message


def test_hopelessly_long_text_is_refused_before_it_is_tokenised(starter, monkeypatch):
    monkeypatch.setattr("tools.toolbox.text.count_prompt", lambda *_: pytest.fail("it was tokenised"))
    error = refusal(starter, messages=[{"role": "user", "content": "x" * 200_000}])
    assert error.code == "context_length_exceeded"


def test_an_unnamed_length_keeps_to_what_the_balance_affords(starter, db):
    ledger.hold(VISITOR, 2_200, reference="other", seconds=60)
    inputs = CHAT.clean({"messages": ASK}, VISITOR)
    quote = CHAT.quote(inputs, starter)
    assert quote.tokens == 300
    assert inputs["max_tokens"] == 300 - quote.prompt_tokens


def test_an_unnamed_length_is_shared_among_the_answers(starter, db):
    inputs = CHAT.clean({"messages": ASK, "n": 4}, VISITOR)
    assert inputs["max_tokens"] == 512
    ledger.hold(VISITOR, 1_500, reference="other", seconds=60)
    inputs = CHAT.clean({"messages": ASK, "n": 4}, VISITOR)
    assert CHAT.quote(inputs, starter).tokens <= 1_000
    assert inputs["max_tokens"] > 200


def test_a_balance_below_the_least_price_is_refused(starter, db):
    ledger.hold(VISITOR, 2_401, reference="other", seconds=60)
    with pytest.raises(InsufficientTokens) as caught:
        CHAT.clean({"messages": ASK}, VISITOR)
    assert (caught.value.needed, caught.value.available) == (100, 99)


def test_an_unnamed_length_keeps_to_what_the_keys_limit_leaves(cast, starter):
    principal = cast.program.principal
    principal.key.daily_limit = 300
    assert CHAT.quote(CHAT.clean({"messages": ASK}, principal), starter).tokens == 300
    principal.key.daily_limit = 99
    with pytest.raises(KeyLimitReached):
        CHAT.clean({"messages": ASK}, principal)


def test_a_named_length_is_not_shortened_by_the_balance(starter, db):
    ledger.hold(VISITOR, 2_200, reference="other", seconds=60)
    assert CHAT.clean({"messages": ASK, "max_tokens": 900}, VISITOR)["max_tokens"] == 900


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 6), st.floats(-1, 3), st.text(max_size=3), st.lists(st.text(max_size=2))
)
NAMES = st.sampled_from(["max_tokens", "temperature", "top_p", "seed", "stop", "n", "extra"])


@settings(deadline=None, max_examples=300)
@given(inputs=st.dictionaries(NAMES, VALUES, max_size=3))
def test_the_schema_allows_exactly_what_is_taken(starter, inputs):
    data = {"messages": ASK, **inputs}
    allowed = jsonschema.Draft202012Validator(CHAT.schema()).is_valid(data)
    assert allowed == taken(data)


def taken(data):
    try:
        CHAT.clean(data)
    except InvalidInput as error:
        return "isn't text" in error.message  # NUL and surrogates, which JSON Schema can't speak of
    return True
