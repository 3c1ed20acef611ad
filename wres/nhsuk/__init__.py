"""The look of the NHS: template tags, form fields and layout objects."""
