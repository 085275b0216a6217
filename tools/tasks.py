"""What the broker can ask of a worker."""

from celery import shared_task

from tools.generations import TASK
from tools.work import process


@shared_task(name=TASK, ignore_result=True, acks_late=True)
def run(generation_id: str) -> None:
    """Run the generation of that id, unless another delivery of this message already did."""
    process.run(generation_id)
