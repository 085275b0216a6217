"""/api: every tool as the pages have it, by JSON and Server-Sent Events."""
