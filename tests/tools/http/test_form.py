"""Multipart forms: what they may hold, whose pages may send them, and how their texts become numbers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from accounts.principal import Principal
from tools.http.form import read_form, typed
from tools.http.problems import Problem, problem_of
from tools.toolbox import InvalidInput

VISITOR = Principal("visitor", "address:x", "address:x")


def form(data, *, lists=(), **options):
    return read_form(RequestFactory(**options).post("/", data), VISITOR, lists)


def test_texts_and_files_come_by_their_names():
    read = form({"model": "a", "file": SimpleUploadedFile("../a.wav", b"RIFF")})
    assert read.fields == {"model": "a"}
    assert read.files["file"].read() == b"RIFF"
    assert read.files["file"].name == "a.wav"


def test_a_list_comes_with_or_without_brackets_and_in_several_parts():
    read = form({"include[]": ["a", "b"], "include": "c", "n": "1"}, lists=["include"])
    assert sorted(read.fields["include"]) == ["a", "b", "c"]
    assert read.fields["n"] == "1"


@pytest.mark.parametrize("data", [{"n": ["1", "2"]}, {"file": [SimpleUploadedFile("a", b"x")] * 2}])
def test_what_should_come_once_and_comes_twice_is_refused_by_name(data):
    with pytest.raises(InvalidInput, match="2 times") as caught:
        form(data)
    assert caught.value.field in data


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{}", "application/json", 415, "unsupported_media_type"),
        (b"n=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"nope", "multipart/form-data", 400, "invalid_form"),
        (b"nope", "multipart/form-data; boundary=x", None, None),
        (
            b"--x\r\nContent-Disposition: form-data; name=n\r\n\r\n" + b"1" * 3_000_000 + b"\r\n--x--",
            "x",
            413,
            "too_large",
        ),
        (b"--x\r\nContent-Disposition: form-data; name=n\r\n\r\n1\r\n" * 1_200 + b"--x--", "x", 400, "invalid_form"),
    ],
)
def test_a_body_that_is_no_form_or_too_much_of_one_is_refused(body, kind, status, code):
    kind = "multipart/form-data; boundary=x" if kind == "x" else kind
    request = RequestFactory().post("/", body, content_type=kind)
    if status is None:
        assert read_form(request, VISITOR).fields == {}
        return
    with pytest.raises(Exception) as caught:  # noqa: PT011
        read_form(request, VISITOR)
    problem = problem_of(caught.value)
    assert (problem.status, problem.code) == (status, code)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_a_page_of_another_site_cannot_send_one(origin):
    with pytest.raises(Problem, match="other sites") as caught:
        form({"n": "1"}, headers={"Origin": origin})
    assert caught.value.status == 403


def test_our_own_pages_can():
    assert form({"n": "1"}, headers={"Origin": "http://testserver"}).fields == {"n": "1"}


def test_texts_become_what_the_schema_asks_for_and_else_stay_for_the_tool_to_refuse():
    properties = {
        "n": {"type": ["integer", "null"]},
        "temperature": {"type": "number"},
        "stream": {"type": "boolean"},
        "size": {"type": "string"},
        "language": {"enum": ["en", None]},
        "stop": {"oneOf": [{"type": "string"}, {"type": "null"}]},
    }

    def read(**texts):
        return typed(texts, properties)

    assert read(n="3", temperature="0.5", stream="True", size="64x64") == {
        "n": 3,
        "temperature": 0.5,
        "stream": True,
        "size": "64x64",
    }
    assert read(n="", stop="", size="", language="") == {"n": None, "stop": None, "size": "", "language": None}
    assert read(temperature="1e2", n="-4") == {"temperature": 100.0, "n": -4}
    for text in ("nan", "inf", "1_000", " 1", "0x1", "01", "1" * 60, "٣", "1e9999", "yes"):
        assert read(n=text, temperature=text, stream=text) == {"n": text, "temperature": text, "stream": text}
    assert read(other="1") == {"other": "1"}
