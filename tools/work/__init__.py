"""The processes that do the work: workers, what keeps their leases, what sweeps after them, and who is ready."""
