"""``python -m linkage_sim`` is ``linkage-sim``."""

from linkage_sim.cli import main

if __name__ == "__main__":
    main()
