"""Random programs from many seeds, in several processes: the command of each family."""

import argparse
import concurrent.futures
import warnings


def sweep(failure, description):
    """Print what ``failure(seed)`` says of the programs from the seeds that the command line asks for.

    Returns
    -------
    int
        For the shell: 1 if something was said.
    """
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--programs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="in how many processes")
    options = parser.parse_args()
    last = options.seed + options.programs - 1
    print(f"seeds {options.seed} to {last}", flush=True)
    wrong = 0
    # a random cost may be constant between jumps
    flat = "ignore", "the gradient of the cost"
    with concurrent.futures.ProcessPoolExecutor(options.jobs, None, warnings.filterwarnings, flat) as pool:
        for text in pool.map(failure, range(options.seed, last + 1), chunksize=10):
            if text is not None:
                wrong += 1
                print(text, flush=True)
    print(f"seeds {options.seed} to {last}: {wrong} programs of {options.programs} differ")
    return 1 if wrong else 0
