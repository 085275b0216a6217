"""The kinds of figures: each module has FIELDS, what the YAML may say, and draw, which makes a Drawing of it."""
