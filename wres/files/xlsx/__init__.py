"""Excel workbooks, read in bounded memory as a person sees them."""
