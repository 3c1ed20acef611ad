"""Lists of actions: what is asked for, and what each row shows."""
