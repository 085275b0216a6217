"""Who is asking: users, API keys, visitors, all seen by the rest as one Principal."""
