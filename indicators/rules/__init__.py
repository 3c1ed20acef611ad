"""Rules of the standard's figures, free of Django: each is given the figures and the day."""
