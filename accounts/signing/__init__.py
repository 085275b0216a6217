"""Signing up, in and out: allauth, with our pages, our mails and a few rules of our own."""
