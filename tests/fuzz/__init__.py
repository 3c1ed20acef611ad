"""Files that nobody well-meaning brings: each reader takes them, or refuses them in words."""
