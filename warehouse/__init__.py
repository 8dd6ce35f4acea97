"""The DuckDB warehouse: one writer, append-only facts, a published read-only snapshot."""
