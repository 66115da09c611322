"""The room of notebook 2, random search."""
