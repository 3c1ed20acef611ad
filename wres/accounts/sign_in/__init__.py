"""Signing in: passwords, second factors, sessions, identity providers, a person's own account."""
