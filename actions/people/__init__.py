"""What belongs to a person who takes part in the plan."""
