"""Look at the tape: the guided, blameless review of one no, in ten minutes or in two, private until shared."""
