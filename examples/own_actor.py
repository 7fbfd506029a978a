"""An actor of one's own, with state of its own, that acts at all four stages on columns: a cooperative of shopkeepers.

Run it:  linkage-sim run junpu --with examples/own_actor.py
"""

import numpy as np

from linkage_sim.actors.agents import Actor
from linkage_sim.extending import actor
from linkage_sim.state.household import AWARE

FEE, MEETING = 20.0, 0.02  # RMB a month; part of the missing skill that a meeting gives


@actor
class Cooperative(Actor):
    """Shopkeepers pay a fee, meet, teach each other, and tell others what they know as long as there is money for it."""

    subject = "community"

    def __init__(self, model):
        super().__init__(model)
        self.fund = 0.0

    def input(self):
        """Members are those who keep a shop now."""
        self.members = self.model.world.households.stores > 0

    def integration(self):
        """Each member pays its fee if it has the money; the world's account keeps the books closed."""
        households = self.model.world.households
        self.paying = self.members & (households.cash >= FEE)
        households.cash[self.paying] -= FEE
        self.fund += FEE * self.paying.sum()

    def implementation(self):
        """Members learn from each other."""
        households = self.model.world.households
        households.skill[self.paying] += MEETING * (1.0 - households.skill[self.paying])

    def feedback(self):
        """What is in the fund pays for a poster: ten households that did not know of shops do now."""
        households = self.model.world.households
        unaware = np.flatnonzero((households.flags & AWARE) == 0)[:10]
        if self.fund >= 200.0 and len(unaware):
            self.fund -= 200.0
            households.flags[unaware] |= AWARE
