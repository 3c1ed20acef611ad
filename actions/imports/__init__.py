"""A plan's file: read, matched with the plan that stands, settled by people, saved and undone."""
