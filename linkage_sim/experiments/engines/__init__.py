"""Where runs are calculated: in this process, in local processes, on a cluster."""
