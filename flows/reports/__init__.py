"""A run's report in words: for the terminal and for the Prefect UI."""
