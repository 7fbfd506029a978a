"""What an experiment asks: factors, designs, outcomes, and the files that say so."""
