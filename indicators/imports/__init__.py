"""A file of figures: read, compared with what is held, looked through, saved and undone."""
