"""The number of threads with which a process begins."""

import os

ENOUGH = 8                  # threads by default, at most: work that is bound by memory gains little from more
CPU_MAX = "/sys/fs/cgroup/cpu.max"


def first_count(environment, processors, most):
    """Return the number of threads that an environment asks for, else a number for that many processors."""
    own = environment.get("TENSORGRAPH_NUM_THREADS", "").strip()
    if own:
        if not own.isdecimal() or not 1 <= int(own) <= most:
            raise ImportError(f"TENSORGRAPH_NUM_THREADS={own} must be a number from 1 to {most}")
        return int(own)
    # a list has a number for each level of nested work
    general = environment.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    if general.isdecimal() and int(general) > 0:
        return min(int(general), most)
    return max(1, min(processors, ENOUGH))


def quota(text):
    """Return the number of processors that ``cpu.max`` of a control group allows, None if it has no limit."""
    most, _, period = text.strip().partition(" ")
    if not most.isdecimal() or not period.isdecimal() or not int(period):
        return None
    return max(1, -(-int(most) // int(period)))


def usable_processors():
    """Return the number of processors that this process may use."""
    n = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        with open(CPU_MAX, encoding="ascii") as file:
            limit = quota(file.read())
    except (OSError, ValueError):
        limit = None
    return n if limit is None else min(n, limit)
