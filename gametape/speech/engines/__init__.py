"""One closed module for each way to turn speech into words. They are named in `gametape.speech.choosing`, and nowhere else."""
