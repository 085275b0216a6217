"""The image engine: diffusers' FluxPipeline, one path for FLUX.1-schnell and for the starter."""

from tools.catalogue import Model
from tools.engines.image.engine import ImageEngine


def build(model: Model) -> ImageEngine:
    """An image engine for the model, not yet loaded."""
    return ImageEngine(model)
