"""How text gets from a worker to whoever reads it: one Redis Stream a generation, written and read in batches."""
