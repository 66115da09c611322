"""Notebook 7: any other landscape, and the student's own."""
