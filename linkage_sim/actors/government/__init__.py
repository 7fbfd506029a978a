"""The county government: funds and quotas, division of the budget, works and transfers, audits and notice."""
