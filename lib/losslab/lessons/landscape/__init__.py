"""The room of notebook 1, the loss landscape."""
