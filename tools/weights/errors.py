"""What goes wrong with weights."""

AGAIN = "run `python manage.py weights` again"


class BrokenWeights(Exception):
    """A model's weights are missing, damaged or can't be put in place; the message is one line that says what to do."""
