"""A second reading of the model: docs/ODD.md written once more, as an ordinary Mesa model.

One `mesa.Agent` per household and per provider, a method per rule, draws taken in order from the model's generator,
ties in a networkx graph, measures in a `mesa.DataCollector`. It shares nothing with linkage_sim but scenario files,
so that a mistake in one of the two shows as a difference between them (benchmarks/agreement.py), and it is what
linkage_sim's speed is measured against. Names are those of the ODD; (E36) is its equation 36.

Not covered: more than one village (7.1.1 and the division of a county's budget over villages), accounts that no rule
reads (lenders, world), archives of cards, graphs of help, actors added by a user, and the medians from groups (7.8.2).
"""

from .model import PlainModel

__all__ = ["PlainModel"]
