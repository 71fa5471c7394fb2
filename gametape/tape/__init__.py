"""The tape of a conversation: transcripts in whatever form they come, and what happened in them.

The promise: nothing that was read is lost when it is written again; words of somebody nobody named count for nobody; a measure is
a fact about one conversation, never a grade.
"""
