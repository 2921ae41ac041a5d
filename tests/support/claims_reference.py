"""Bounds on claims with scipy, from the sentences of docs/claims.md alone. Lines of JSON in, lines of JSON out. With --probe: exits 0 where scipy is there."""
import json
import sys
from math import sqrt

from numpy import arange, log
from scipy.special import betaln
from scipy.stats import beta, binom, hypergeom

ROUNDING = 1e-10


def upper_fixed(total, drawn, found, alpha):
    marked = arange(found, total - (drawn - found) + 1)
    return marked[hypergeom.cdf(found, total, marked, drawn) >= alpha * (1 - ROUNDING)].max()


def log_choose(n, k):
    return -log(n + 1) - betaln(n - k + 1, k + 1)


def kept(total, drawn, found, alpha):
    """Numbers that prior over posterior does not rule out; prior beta-binomial(1/2, 1/2)."""
    if drawn == 0:
        return arange(total + 1)
    k = arange(found, total - (drawn - found) + 1)
    evidence = betaln(0.5 + found, 0.5 + drawn - found) - betaln(0.5, 0.5)
    return k[log_choose(total, k) - log_choose(total - drawn, k - found) + evidence < -log(alpha)]


def upper_rest(t, alpha):
    total, drawn = t["rest"], t["read"]
    found = t["yes"] + t["unsure"] + t["inPart"]
    planned = min(t["planned"], total)
    if drawn == 0:
        return total
    fixed = total if drawn < planned else upper_fixed(total, planned, t["plannedFound"], 0.9 * alpha)
    if drawn == planned:
        return fixed
    uniform = max(kept(total, drawn, found, 0.1 * alpha))
    return max(found, fixed) if fixed < uniform else uniform


def upper(t, alpha, sees):
    read_yes = t["censusYes"] + t["censusUnsure"] + t["censusInPart"]
    seen = read_yes + (0 if t["read"] == 0 else upper_rest(t, alpha))
    readable = t["population"] - t["unreadable"]
    if sees is not None:
        low = min(seen, readable)
        k = arange(low, readable + 1)
        seen = max([low, *k[binom.cdf(seen, k, sees) >= alpha]])
    unread = t["census"] - t["censusRead"] + (t["rest"] if t["read"] == 0 else 0)
    return min(readable, seen + unread) + t["unreadable"]


def error_of_two(t, alpha):
    if t["doubleRead"] < 20:
        return None
    differ, n = t["doubleDiffer"], t["doubleRead"]
    most = 1.0 if differ == n else beta.ppf(1 - alpha, differ + 1, n - differ)
    return 0.5 if most >= 0.5 else (1 - sqrt(1 - 2 * most)) / 2


def lower(t, alpha):
    part = alpha if t["doubleRead"] < 20 else alpha / 4
    one = error_of_two(t, part)
    both = 0 if one is None else one**2

    def mistaken(n):
        return 0 if both == 0 else next(q for q in range(n + 1) if binom.sf(q, n, both) <= part)

    census = max(0, t["censusConfirmed"] - mistaken(t["censusRead"]))
    found = max(0, t["sampleConfirmed"] - mistaken(t["read"]))
    return census + min(kept(t["rest"], t["read"], found, part))


def tested(t, alpha):
    known, seen = t["seededKnown"], t["seededSeen"]
    if known < max(20, t["seededPlanned"]):
        return upper(t, alpha, None)
    share = 0.0 if seen == 0 else beta.ppf(alpha / 3, seen, known - seen + 1)
    return upper(t, alpha / 3, share)


def bounds(t):
    flagged = t["anomalous"]
    without = {**t, "censusYes": t["censusYes"] - flagged}
    genuine = {**t, "censusConfirmed": t["censusConfirmed"] + flagged}
    one = error_of_two(t, 0.05 / 4)
    return {
        "lower": lower(t, 0.05),
        "upperWorst": tested(t, 0.05),
        "low": lower(t, 0.025),
        "high": tested(t, 0.025),
        "upperIfAllSeen": upper(t, 0.05, None),
        "upperIfTenthMissed": upper(t, 0.025, 0.9),
        "noneGenuineHigh": tested(without, 0.025),
        "allGenuineLow": lower(genuine, 0.025),
        "falseYes": None if one is None else round(one, 9),
    }


if "--probe" not in sys.argv:
    for line in sys.stdin:
        print(json.dumps({key: value if value is None else float(value) for key, value in bounds(json.loads(line)).items()}))
