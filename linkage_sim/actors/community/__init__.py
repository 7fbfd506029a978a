"""The community, that is the village committee: it visits, appraises, organises, displays and relays."""
