"""/v1: chat completions and models in OpenAI's shapes."""
