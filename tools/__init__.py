"""What one can run: tools, models, generations, engines, streams, /api and /v1."""
