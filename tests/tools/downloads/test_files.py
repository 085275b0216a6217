"""Results as files: who gets them, what they are called, what stands in them."""

import io
import json
import uuid

import docx
import pytest
import yaml
from django.urls import reverse

from tests.tools.sharing.results import finished, question
from tools import downloads
from tools.downloads.sending import file_name
from tools.models import Generation
from tools.sharing.plain import plain
from tools.sharing.snapshot import Snapshot

pytestmark = pytest.mark.django_db
SLUGS = [one.slug for one in downloads.formats_for("text")]
ANSWER = """# A heading

Some **bold**, *slanted*, ~~gone~~ and `code` words with [a link](https://example.org/a?b=1&c=2) and
![a picture](http://evil.example/x.png), [no link](javascript:alert(1)).

- one
  - nested
    1. deep
- two

3. three
4. four

   more of four

> quoted
> - in a quote

```python
def f():
    return "<&>"
```

| name | number |
|---|---:|
| a | 1 |
| **b** | 2 |

---

The end: $a^2$
"""


def file(member, thing, slug):
    name = "generation" if isinstance(thing, Generation) else "conversation"
    return member.client.get(reverse(f"downloads:{name}", args=[thing.pk, slug]))


def body(member, thing, slug):
    answer = file(member, thing, slug)
    assert answer.status_code == 200
    return answer.content


class TestWhoMay:
    @pytest.mark.parametrize("slug", SLUGS)
    def test_the_owner_alone(self, cast, chat, slug):
        made = chat(cast.owner)
        for thing in (made.conversation, made.runs[0]):
            for member in cast.everyone_but(cast.owner, cast.program):
                assert file(member, thing, slug).status_code == 404, member
            assert file(cast.owner, thing, slug).status_code == 200
            assert file(cast.program, thing, slug).status_code == 403  # programs have /api

    def test_a_visitor_gets_theirs(self, cast, chat):
        assert b"It is an agreement." in body(cast.visitor, chat(cast.visitor).conversation, "txt")

    def test_what_isnt_there_is_a_404(self, cast, chat):
        made = chat(cast.owner)
        assert file(cast.owner, made.conversation, "exe").status_code == 404
        assert cast.owner.client.get(reverse("downloads:generation", args=[uuid.uuid4(), "txt"])).status_code == 404
        Generation.objects.update(state="running")
        assert file(cast.owner, made.conversation, "txt").status_code == 404
        assert file(cast.owner, made.runs[0], "txt").status_code == 404


class TestHowItComes:
    @pytest.mark.parametrize("slug", SLUGS)
    def test_as_a_file_that_no_cache_keeps_and_no_browser_guesses_at(self, cast, chat, slug):
        made = chat(cast.owner, title="Ünïcode & <b>/../x\r\n")
        answer = file(cast.owner, made.conversation, slug)
        assert answer["Content-Disposition"].startswith("attachment; filename")
        assert answer["Content-Disposition"].endswith(f".{slug}")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize(
        ("title", "name"),
        [
            ("What is an API?", "rewind-what-is-an-api.md"),
            ("../../etc/passwd", "rewind-etcpasswd.md"),
            ("日本語", "rewind-日本語.md"),
            ("🙂", "rewind-result.md"),
            ("x" * 200, f"rewind-{'x' * 60}.md"),
        ],
    )
    def test_its_name_is_safe_and_readable(self, title, name):
        assert file_name(Snapshot(title, "chat", "Chat", "text", False, []), "md") == name


class TestText:
    def test_it_has_no_marks(self, cast, chat):
        text = body(cast.owner, chat(cast.owner, ("Why *this*?", ANSWER)).conversation, "txt").decode()
        assert "Why *this*?" in text
        assert "Some bold, slanted, gone and code words with a link (https://example.org/a?b=1&c=2)" in text
        for mark in ("**", "~~", "```", "# A", "|---"):
            assert mark not in text
        assert '    return "<&>"' in text
        assert "a\t1\nb\t2" in text
        assert "- one\n  - nested\n    1. deep\n- two" in text
        assert "3. three\n4. four\n   more of four" in text
        assert "Written by a language model; it may be wrong." in text

    @pytest.mark.parametrize(
        "text", ["", "\n", "**half", "```py\nunended", "| a |\n|---|", "- ", "1.", "> " * 60, "- " * 60]
    )
    def test_any_beginning_of_an_answer_can_be_written(self, text):
        assert isinstance(plain(text), str)


class TestMarkdown:
    def test_it_is_what_the_model_wrote_with_the_settings_before_it(self, cast, chat):
        text = body(cast.owner, chat(cast.owner, ("Why?", ANSWER), title="A: title").conversation, "md").decode()
        _, front, rest = text.split("---\n", 2)
        facts = yaml.safe_load(front)
        assert facts["title"] == "A: title"
        assert (facts["tool"], facts["model"], facts["licence"]) == ("chat", "smollm2-135m-instruct", "Apache-2.0")
        assert (facts["temperature"], facts["seed"], facts["max_tokens"]) == (0.7, 7, 300)
        assert ANSWER in rest
        assert rest.startswith("\n# A: title\n\n## Question\n\n    Why?\n\n## Answer\n\n")


class TestJson:
    def test_it_has_everything_by_name(self, cast, chat):
        made = chat(cast.owner, ("One?", "First."), ("Two?", "Second."))
        data = json.loads(body(cast.owner, made.conversation, "json"))
        assert [(part["prompt"], part["answers"]) for part in data["parts"]] == [
            ("One?", ["First."]),
            ("Two?", ["Second."]),
        ]
        assert data["parts"][0]["model"]["licence"] == "Apache-2.0"
        assert data["parts"][0]["settings"] == {"temperature": 0.7, "top_p": 1.0, "max_tokens": 300, "seed": 7}


class TestWord:
    @pytest.fixture
    def document(self, cast, chat):
        made = chat(cast.owner, ("Why?\nReally?", ANSWER), title="A title")
        return docx.Document(io.BytesIO(body(cast.owner, made.conversation, "docx")))

    def test_word_can_open_it_and_finds_the_structure(self, document):
        found = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
        for expected in (
            ("Heading 1", "A title"),
            ("Heading 2", "Question"),
            ("Normal", "Why?\nReally?"),
            ("Heading 3", "A heading"),
            ("List Bullet", "one"),
            ("List Bullet 2", "nested"),
            ("List Bullet", "two"),
            ("Normal", "1. deep"),
            ("Normal", "3. three"),
            ("Normal", "4. four"),
            ("Quote", "quoted"),
            ("No Spacing", 'def f():\n    return "<&>"'),
        ):
            assert expected in found, found

    def test_marks_are_looks(self, document):
        runs = {run.text: run for paragraph in document.paragraphs for run in paragraph.runs}
        assert runs["bold"].bold
        assert runs["slanted"].italic
        assert runs["gone"].font.strike
        assert runs["code"].font.name == "Consolas"
        assert not runs["Some "].bold

    def test_links_lead_to_the_web_and_nowhere_else(self, document):
        links = {link.text: link.url for paragraph in document.paragraphs for link in paragraph.hyperlinks}
        assert links == {"a link": "https://example.org/a?b=1&c=2", "a picture": "http://evil.example/x.png"}
        assert not document.inline_shapes

    def test_tables_are_tables(self, document):
        table = document.tables[0]
        assert [[cell.text for cell in row.cells] for row in table.rows] == [["name", "number"], ["a", "1"], ["b", "2"]]
        assert table.rows[0].cells[0].paragraphs[0].runs[0].bold

    def test_its_properties_name_nobody(self, document):
        properties = document.core_properties
        assert properties.title == "A title"
        assert (properties.author, properties.last_modified_by) == ("", "")

    @pytest.mark.parametrize(
        "text", ["\x01\x08\x1b\x0b", "**half", "> " * 30 + "deep", "- " * 30 + "deep", "[a](http://x\ty)"]
    )
    def test_odd_text_still_makes_a_file(self, cast, text):
        run = finished(cast.owner.principal.owner, [question(text)], text + " end")
        assert docx.Document(io.BytesIO(body(cast.owner, run, "docx"))).paragraphs
