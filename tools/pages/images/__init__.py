"""The pages of the image tools: drawing from words, and drawing anew from a picture."""
