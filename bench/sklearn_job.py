"""A CSV on the disk to a converged mixture, as people do it with pandas: sklearn_job.py CSV K. One line of JSON."""
import json
import resource
import sys
import time

began = time.perf_counter()
import pandas  # noqa: E402
from sklearn.mixture import GaussianMixture  # noqa: E402

imported = time.perf_counter()
x = pandas.read_csv(sys.argv[1]).to_numpy()
read = time.perf_counter()
model = GaussianMixture(int(sys.argv[2]), random_state=0).fit(x)
likelihood = float(model.score(x))
fitted = time.perf_counter()
print(json.dumps({
    "engine": "pandas + scikit-learn", "import_s": imported - began, "read_s": read - imported, "fit_s": fitted - read,
    "iters": int(model.n_iter_), "mean_loglik": likelihood,
    "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
