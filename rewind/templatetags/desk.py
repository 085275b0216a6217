"""What the admin's first page shows beside the list of what there is."""

from __future__ import annotations

from typing import Any

from django import template

from rewind.desk import queues

register = template.Library()


@register.inclusion_tag("desk/queues.html")
def queue_state() -> dict[str, Any]:
    """The state of the queues, as of now."""
    return {
        "queues": queues.queues(),
        "jobs": queues.last_runs(),
        "files": queues.files(),
        "behind": queues.purge_is_behind(),
    }
