"""Files that people bring, read with limits, and those that they take away."""
