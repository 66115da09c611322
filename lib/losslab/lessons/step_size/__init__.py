"""The room of notebook 4, the step size."""
