"""What buyers say, read with their words kept under every claim."""
