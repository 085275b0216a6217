"""The same request gives the same answer by /v1, streamed or not, and by /api, as the chat page asks it."""

import pytest
import requests

MODEL = "smollm2-135m-instruct"
MESSAGES = [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": "Name three colours — and say “why”."},
]
SAMPLINGS = {"greedy": {"temperature": 0}, "seeded": {"temperature": 0.9, "top_p": 0.95, "seed": 1234}}


def by_api(live, key, inputs):
    headers = {"Authorization": f"Bearer {key}"}
    run = requests.post(f"{live.url}/api/tools/chat/runs/", json=inputs, headers=headers, timeout=30).json()
    return live.finished(run["id"], headers)["output"]["choices"][0]["text"]


@pytest.mark.parametrize("sampling", SAMPLINGS.values(), ids=SAMPLINGS)
def test_greedy_and_seeded_answers_are_equal_everywhere(live, key, sdk, sampling):
    inputs = {"messages": MESSAGES, "max_tokens": 40, **sampling}
    whole = sdk.chat.completions.create(model=MODEL, **inputs).choices[0].message.content
    stream = sdk.chat.completions.create(model=MODEL, stream=True, **inputs)
    streamed = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
    assert whole == streamed == by_api(live, key, inputs)
    assert len(whole) > 20


def test_another_seed_gives_another_answer(live, key):
    seeded = {"messages": MESSAGES, "max_tokens": 40, "temperature": 1.0}
    assert by_api(live, key, seeded | {"seed": 1}) != by_api(live, key, seeded | {"seed": 2})
