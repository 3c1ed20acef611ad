"""The trail: who changed what, sealed in one chain an organisation, and checking it."""
