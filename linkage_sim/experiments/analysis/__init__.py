"""What is made of many runs: comparison, attribution, sensitivity, discovery."""
