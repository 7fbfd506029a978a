"""A reform against what was: paired differences above a noise floor."""
