"""Many runs: running them, keeping their tables, comparing them."""
