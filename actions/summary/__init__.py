"""A quarter's position: what the executive summary says, without a page."""
