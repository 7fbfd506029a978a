"""How a living is made: stores and their market, wages, farming, credit, and the ledger of money."""
