"""A quarter of a plan: opened, answered, reminded of, closed, compared and published."""
