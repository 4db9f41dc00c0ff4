"""Tells a cell that ends its worker, or its kernel, from those that machines end: these are lost at any cell, the longer the likelier."""

from __future__ import annotations

import math

# A cell is blamed that was lost at least so often, where chance would do that to fewer than one in so many; and at last always.
FEWEST_LOSSES, RARE, MOST_LOSSES = 3, 1000, 10


class Losses:
    """How many workers were lost, and for how many seconds lessons were executed. A run under way tells of itself:

    `worker` that executes it, those before it (`past`), since when (`begun`), how many cells are done and since when that is
    so (`done`, `since`), and for how many seconds each cell had been under way when it was lost (`lost`).
    """

    def __init__(self, count=0, seconds=0):
        self.count, self.seconds = count, seconds

    def since(self, count, seconds):
        """What came to these."""
        return {"count": self.count - count, "seconds": self.seconds - seconds}

    def note(self, under, now):
        """The worker of a run is lost."""
        self.count += 1
        under.past.add(under.worker)
        self.left(under, now)
        under.lost.setdefault(under.done, []).append(now - under.since)

    def left(self, under, now):
        """A run is executed no longer."""
        self.seconds += now - under.begun
        under.worker = None

    def is_blamed(self, under, runs, now):
        """Whether the cell that was lost last is to blame: were they all lost by chance, would that many be its own?"""
        own = under.lost[under.done]
        if len(own) < FEWEST_LOSSES or len(own) >= MOST_LOSSES:
            return len(own) >= FEWEST_LOSSES
        all_seconds = self.seconds + sum(now - run.begun for run in runs if run.worker is not None)
        share = min(1, (sum(own) + len(own)) / (all_seconds + len(own)))
        return RARE * sum(_chance(count, self.count, share) for count in range(len(own), self.count + 1)) < 1


def _chance(count, of, share):
    """How likely it is that of so many as many fall into a share."""
    return math.comb(of, count) * share**count * (1 - share) ** (of - count)
