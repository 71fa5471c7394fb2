"""From a file of whatever kind to 16 kHz sound on disk, bounded in size, length and time."""
