"""/v1/images: drawing by a prompt, and variations of an image."""
