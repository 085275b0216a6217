"""The formats: each module has FORMAT."""
