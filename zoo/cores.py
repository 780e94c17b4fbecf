"""The processor's cores that this process may use."""

import math
import os
from contextlib import suppress
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")  # of a container: microseconds of CPU time in each period, and the period


def cores() -> int:
    """Their number: those that it may run on, but no more than its container's share, rounded up."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = QUOTA.read_text().split()
        allowed = min(allowed, math.ceil(int(quota) / int(period)))  # "max" is no number: no limit
    return max(1, allowed)
