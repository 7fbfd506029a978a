"""What a shell offers when a name is begun and the tabulator pressed; see ``--install-completion``."""

from __future__ import annotations


def scenarios(incomplete: str) -> list[str]:
    """Bundled scenarios; where none begins so, the shell offers files."""
    from linkage_sim.scenario.bundled import bundled

    return [name for name in bundled() if name.startswith(incomplete)]


def experiments(incomplete: str) -> list[str]:
    """Bundled experiments likewise."""
    from linkage_sim.experiments.design.bundled import bundled

    return [name for name in bundled() if name.startswith(incomplete)]
