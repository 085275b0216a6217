"""GET /api/generations/<id>/events on the running site: the whole stream, resuming it, and HTML."""

import json

import pytest
import requests

ASK = {"messages": [{"role": "user", "content": "List three fruits as **Markdown** bullets."}], "temperature": 0}


@pytest.fixture
def run(live):
    """A run of a new visitor, with the headers that let its owner in."""
    headers = live.headers()
    answer = requests.post(
        f"{live.url}/api/tools/chat/runs/", json=ASK | {"max_tokens": 40}, headers=headers, timeout=30
    )
    assert answer.status_code == 201, answer.text
    return answer.json(), headers


def read(live, run, headers, query="", **more):
    """The status, headers and (id, name, data) of all events."""
    with requests.get(
        live.url + run["events_url"] + query, headers={**headers, **more}, stream=True, timeout=60
    ) as answer:
        text = answer.content.decode()
    told = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in fields:
            told.append((fields.get("id"), fields["event"], json.loads(fields["data"])))
    return answer, told


def text_of(told):
    return "".join(data["text"] for _, name, data in told if name == "delta")


def test_the_events_tell_the_whole_run_in_order(live, run):
    run, headers = run
    answer, told = read(live, run, headers)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert answer.headers["X-Accel-Buffering"] == "no"
    names = [name for _, name, _ in told]
    assert names[0] == "started"
    assert set(names[1:-2]) == {"delta"}
    assert names[-2:] == ["choice", "done"]
    row = live.generation(run["id"], headers)
    assert text_of(told) == row["output"]["choices"][0]["text"]
    assert told[-1][2]["usage"] == row["usage"]
    assert told[-1][2]["receipt"] == row["receipt"]


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_reader_that_comes_back_gets_what_it_lacks_and_no_more(live, run, how):
    run, headers = run
    _, told = read(live, run, headers)
    for cut in (1, len(told) // 2, len(told) - 2):
        last = told[cut][0]
        query, more = ("", {"Last-Event-ID": last}) if how == "header" else (f"?last_event_id={last}", {})
        _, rest = read(live, run, headers, query, **more)
        assert rest == told[cut + 1 :]


def test_a_reader_that_has_it_all_is_told_not_to_come_again(live, run):
    run, headers = run
    _, told = read(live, run, headers)
    answer, rest = read(live, run, headers, **{"Last-Event-ID": told[-1][0]})
    assert (answer.status_code, rest) == (204, [])


def test_html_comes_beside_the_text_and_ends_complete(live, run):
    run, headers = run
    _, told = read(live, run, headers, "?render=html")
    pages = [(identity, data) for identity, name, data in told if name == "html"]
    assert pages
    assert all(identity is None for identity, _ in pages)
    names = [name for _, name, _ in told]
    assert names[-3:] == ["html", "choice", "done"] or "html" in names
    assert "<" in pages[-1][1]["html"]
    assert len(pages) <= len([name for name in names if name == "delta"]) + 1


def test_html_after_coming_back_still_has_the_whole_text(live, run):
    run, headers = run
    _, told = read(live, run, headers, "?render=html")
    _, again = read(live, run, headers, "?render=html", **{"Last-Event-ID": told[len(told) // 2][0] or told[0][0]})
    assert again[0][1] == "started"
    assert text_of(again) == text_of(told)
    last, same = ([data["html"] for _, name, data in events if name == "html"][-1] for events in (told, again))
    assert last == same


def test_two_readers_get_the_same(live, run):
    run, headers = run
    assert read(live, run, headers)[1] == read(live, run, headers)[1]


def test_a_reader_that_leaves_does_not_stop_the_run(live, run):
    run, headers = run
    with requests.get(live.url + run["events_url"], headers=headers, stream=True, timeout=60) as answer:
        next(answer.iter_content(16))
    assert live.finished(run["id"], headers)["state"] == "succeeded"


def test_cancelling_ends_the_stream_with_what_was_made(live):
    headers = live.headers()
    long = {"messages": [{"role": "user", "content": "Tell a long story."}], "max_tokens": 1_500, "seed": 1}
    run = requests.post(f"{live.url}/api/tools/chat/runs/", json=long, headers=headers, timeout=30).json()
    with requests.get(live.url + run["events_url"], headers=headers, stream=True, timeout=60) as answer:
        lines = answer.iter_lines()
        for line in lines:
            if line == b"event: delta":
                break
        assert requests.post(live.url + run["cancel_url"], headers=headers, timeout=30).status_code in (200, 202)
        rest = b"\n".join(lines).decode()
    assert '"state": "cancelled"' in rest
    row = live.generation(run["id"], headers)
    assert row["state"] == "cancelled"
    assert row["receipt"]["charged"] < row["receipt"]["held"]
