"""Where the actors meet: cards, identification, matching, budgets, management, assessment."""
