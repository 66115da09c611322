"""The lessons: a room for each notebook, with its figures, explorers, questions and words.

No lesson uses another; what two of them need is in the kit.
"""
