"""The household: it voices needs, is assessed, takes help, trades, lives, learns and aspires."""
