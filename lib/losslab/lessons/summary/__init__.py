"""The room of notebook 6, the summary."""
