"""Society: colleges, charities, firms' giving and media, which donate, train and pair, publicise and supervise."""
