"""What things mean: terms, search, ratings."""
