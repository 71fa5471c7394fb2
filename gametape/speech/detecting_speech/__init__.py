"""Where somebody speaks: by the small model that comes with faster-whisper, or by how loud it is where that is not installed.

Both give stretches that begin PAD seconds before the voice and end PAD seconds after it, so that no first letter is cut off.
"""

PAD = 0.2
