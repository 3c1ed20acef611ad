"""The plan as people look through it, and how it goes on to the next year."""
