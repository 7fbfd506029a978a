"""The market: couriers, telecoms, suppliers and lenders that enter, leave, ship, supply and lend where it pays."""
