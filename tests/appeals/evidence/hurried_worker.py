"""The real worker with a second of processor time: what it does to a file that would take minutes."""

import sys

from appeals.evidence import limits, render_worker

limits.BUDGETS["render"] = limits.Budget(cpu_seconds=1, wall_seconds=90)

if __name__ == "__main__":
    render_worker.main(sys.argv[1:])
