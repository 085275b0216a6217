"""What /api and /v1 share: who may ask, how a body is read, what can go wrong and which headers tell the balance."""
