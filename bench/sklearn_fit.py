"""Times scikit-learn's EM from a given start: sklearn_fit.py BASE SHORT LONG REPS N D K [COVARIANCE]

A step's cost is the difference of a long fit and a short one, which drops what a fit does once. One line of JSON.
"""
import json
import resource
import statistics
import sys
import time
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

base, short, long, reps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
family = sys.argv[8] if len(sys.argv) > 8 else "full"
with open(base + ".json") as file:
    start = json.load(file)
x = np.fromfile(base + ".f64", "<f8").reshape(start["n"], start["d"])
covariances = np.array(start["covariances"])
diagonals = np.array([np.diag(c) for c in covariances])
precisions = {
    "full": lambda: np.linalg.inv(covariances),
    "tied": lambda: np.linalg.inv(covariances.mean(axis=0)),
    "diag": lambda: 1 / diagonals,
    "spherical": lambda: 1 / diagonals.mean(axis=1),
}[family]()
warnings.simplefilter("ignore")


def fit(iterations):
    began = time.perf_counter()
    model = GaussianMixture(
        start["k"], covariance_type=family, tol=0.0, max_iter=iterations, reg_covar=1e-6, init_params="random",
        weights_init=start["weights"], means_init=start["means"], precisions_init=precisions, random_state=0,
    ).fit(x)
    return time.perf_counter() - began, model


fit(1)
shorts, longs, began = [], [], time.perf_counter()
while len(shorts) < reps or (time.perf_counter() - began < 0.3 and len(shorts) < 2000):
    shorts.append(fit(short)[0])
    seconds, model = fit(long)
    longs.append(seconds)
print(json.dumps({
    "engine": "scikit-learn", "n": start["n"], "d": start["d"], "k": start["k"], "iters": long,
    "seconds_total_em": statistics.median(longs),
    "seconds_per_iter": (statistics.median(longs) - statistics.median(shorts)) / (long - short),
    "final_mean_loglik": float(model.score(x)),
    "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
