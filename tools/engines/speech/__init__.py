"""The speech engines: one way of listening (engine.py), with faster-whisper or openai-whisper for an ear."""
