"""What people and machines type into a box when nobody watches. Saturday noon at Lakeside, Sunday noon the day after."""

HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE deals_loss; --", "😀 مرحبا \u202egnitlem", "a\x00b"]
SATURDAY = "2026-06-13T19:05:00Z"  # 14:05 at Lakeside
SUNDAY = "2026-06-14T17:30:00Z"  # 12:30, a decent hour
SUNDAY_EARLY = "2026-06-14T14:40:00Z"  # 9:40, none
