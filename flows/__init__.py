"""Input, output and time: fetching, child processes, the Prefect flows and the command line."""
