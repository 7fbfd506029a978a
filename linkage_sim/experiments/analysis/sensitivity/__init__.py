"""Which of the things that were varied move the outcomes."""
