"""The room of notebook 5, minibatch gradient descent."""
