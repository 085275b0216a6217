"""Measurements, side by side: `make bench`, or `python -m bench text` for one of them."""
