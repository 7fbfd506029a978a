"""Who acts: household, community, government, market and society, at four stages of the month."""
