"""What happened: of an action, in an organisation, and putting a change back."""
