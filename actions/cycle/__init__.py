"""The quarterly cycle: a quarter is opened, answered, challenged, closed and reported."""
