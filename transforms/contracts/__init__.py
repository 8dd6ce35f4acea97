"""Every column of every frame and table, declared once.

A contract is a frozen dataclass whose fields are the columns. The polars schema, the upserts of
the warehouse and `docs/schema.md` derive from it; a drift test holds the migrations against it.
"""
