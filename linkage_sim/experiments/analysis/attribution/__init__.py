"""What each actor, the platform and their linkage contributed."""
