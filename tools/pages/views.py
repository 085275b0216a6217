"""The pages on which people run tools: the same steps as /api, told in HTML. They work without JavaScript."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identify import principal_of
from billing import ledger
from tools import conversations, generations, toolbox
from tools.http.problems import problem_of
from tools.pages.chat import ChatPage
from tools.pages.forms import ChatForm

CHAT = toolbox.get("chat")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """A new chat; POST asks its first question."""
    return _chat(request, conversations.NEW)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """A chat of one's own; POST asks the next question."""
    return _chat(request, conversation_id)


@never_cache
@require_POST
def retry(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Ask the last question once more, with the settings that the form has now."""
    return _chat(request, conversation_id, again=True)


@never_cache
@require_POST
def stop(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Stop what runs in a conversation."""
    found = conversations.find(principal_of(request), conversation_id)
    for generation in conversations.unfinished(found):
        generations.cancel(generation)
    return redirect("tools:conversation", found.pk)


@never_cache
@require_safe
def meter(request: HttpRequest) -> HttpResponse:
    """What is left of the day, as a piece of HTML for any page's header."""
    return render(request, "tools/_meter.html", {"balance": ledger.balance(principal_of(request))})


def _chat(request: HttpRequest, wanted: str | UUID, *, again: bool = False) -> HttpResponse:
    principal = principal_of(request, remember=True)
    page = ChatPage(CHAT, principal, conversations.find(principal, wanted))
    form = ChatForm(CHAT, request.POST if request.method == "POST" else None, last=page.last)
    problem = None
    if form.is_bound and form.is_valid():
        messages = page.last_messages if again else page.next_messages(form.cleaned_data["text"])
        try:
            inputs = CHAT.clean(form.inputs(messages), principal)
            started = conversations.start(principal, CHAT, inputs, source="page", conversation=page.conversation)
        except Exception as error:
            problem = problem_of(error)
        else:
            return redirect("tools:conversation", started.conversation_id)
    elif not form.is_bound:
        form.initial["text"] = request.GET.get("ask", "")
        page.renew()
    status = problem.status if problem else 400 if form.errors else 200
    return render(request, "tools/chat.html", page.context(form, problem), status=status)
