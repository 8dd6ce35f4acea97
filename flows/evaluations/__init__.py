"""Measure one stage against labelled data: read the data, run the stage, score it."""
