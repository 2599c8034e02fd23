"""How much less do units say that come in clusters, and tend to be alike?"""

from sfo_data.statistics.arrays import Numbers


def of_clusters(counted: Numbers, among: Numbers, share: Numbers | float, groups: int = 1) -> float:
    """How many times larger the variance of a share is than if each unit were drawn by itself; at least 1.

    Over C clusters in G groups: C / (C - G) sum (x - n p)^2 over sum n p (1 - p), p the share of the cluster's group
    (Cochran 1977, section 6.3; Rao and Scott 1992, Biometrics 48, 577-85). Never under 1, so that chance cannot shorten
    an interval.
    """
    spread, chance = ((counted - among * share) ** 2).sum(), (among * share * (1 - share)).sum()
    if chance == 0 or counted.size <= groups:
        return 1.0
    return max(1.0, float(spread / chance * counted.size / (counted.size - groups)))
