"""Speech to lines: a recording goes in, who said what and when comes out, and what could not be heard is named.

The promise: sound is listened to on this machine unless a setting names a service; a stretch of speech without words is tried
again and then shown as a gap, never passed over; no voiceprint is made or kept, and nothing is inferred from how a voice sounds.
"""
