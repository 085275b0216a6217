"""Making what people made go: entries that somebody deletes, what its time is over for, and whole accounts."""
