"""Trains the starter image model, `weights/icons/`. `training/README.md` says how, step by step."""
