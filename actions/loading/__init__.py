"""A printed plan → what would change → saved."""
