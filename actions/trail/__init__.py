"""The audit page: what happened in an organisation, for those who may look through it."""
