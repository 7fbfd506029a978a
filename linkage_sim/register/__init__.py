"""The register of the poor: cards, identification, dynamic management and assessment, with or without the information platform."""
