"""The room of notebook 3, numerical and analytic gradients."""
