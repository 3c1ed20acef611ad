"""What people say of an action: progress, evidence, completion, challenges, many at once."""
