"""Weights of our own models; their licence and sources are in ATTRIBUTION.md beside them."""
