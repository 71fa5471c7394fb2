"""A peer at work, run by the peers' own Python: pysubgroup's depth-first search for the twenty best subgroups.

    python bench/frame/peer.py TABLE.csv OUTCOME LOST_VALUE DEPTH [LEAVE_OUT,...]

Prints JSON: processor seconds to read, to make the conditions, to search; how many conditions; the peak of memory in MB.
"""

import json
import resource
import sys
import time

import pandas
import pysubgroup


def main(path: str, outcome: str, lost: str, depth: str, leave_out: str = "") -> None:
    began = time.process_time()
    deals = pandas.read_csv(path, keep_default_na=False, na_values=[""])
    deals = deals.drop(columns=[name for name in leave_out.split(",") if name])
    read = time.process_time()
    conditions = pysubgroup.create_selectors(deals, ignore=[outcome])
    made = time.process_time()
    task = pysubgroup.SubgroupDiscoveryTask(
        deals,
        pysubgroup.BinaryTarget(outcome, lost),
        conditions,
        result_set_size=20,
        depth=int(depth),
        qf=pysubgroup.WRAccQF(),
    )
    found = pysubgroup.DFS(pysubgroup.BitSetRepresentation).execute(task)
    searched = time.process_time()
    print(
        json.dumps(
            {
                "rows": len(deals),
                "columns": len(deals.columns) - 1,
                "conditions": len(conditions),
                "read": read - began,
                "make": made - read,
                "search": searched - made,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "best": str(found.results[0][1]),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
