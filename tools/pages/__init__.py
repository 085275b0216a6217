"""The pages on which people run tools."""
