"""The kernel: how state is declared, how a rule written for one household is compiled, and how random numbers are addressed."""
