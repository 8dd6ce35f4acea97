"""Prefect on this machine: the server, what it serves, what it alerts of."""
