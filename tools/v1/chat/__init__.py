"""/v1/chat: chat completions."""
