"""Who: organisations, people, roles, and the door that every page goes through."""
