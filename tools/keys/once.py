"""A form that is taken once: loading the answer again must not make another key.

The session keeps the ids of the forms that were given out; never a key.
"""

import secrets

from django.http import HttpRequest

SESSION_KEY = "key_forms"
MOST = 20  # forms that may be open at a time; of more, the oldest is forgotten


def give(request: HttpRequest) -> str:
    """The id of a new form."""
    form_id = secrets.token_urlsafe(12)
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), form_id][-MOST:]
    return form_id


def take(request: HttpRequest, form_id: str) -> bool:
    """Whether this form is taken for the first time."""
    given = request.session.get(SESSION_KEY, [])
    if form_id not in given:
        return False
    request.session[SESSION_KEY] = [other for other in given if other != form_id]
    return True
