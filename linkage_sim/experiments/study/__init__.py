"""A study: an experiment that is being run or was run, kept on disk run by run."""
