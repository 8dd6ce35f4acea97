"""Pure computation: frames in, frames out; no network, clock, disk, database or settings."""
