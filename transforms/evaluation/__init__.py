"""Pure metrics: what a prediction is worth against its gold."""
