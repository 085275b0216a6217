"""/v1/audio: transcriptions, and translations into English."""
