"""What every test may ask for. The frame (databases, browser, mail, skips) is in tests/frame/; the cast is below."""

pytest_plugins = [
    "pytester",
    "tests.frame.skips",
    "tests.frame.database",
    "tests.frame.home",
    "tests.frame.length",
    "tests.frame.browser",
    "tests.frame.imap",
    "tests.frame.mail",
    "tests.frame.texts",
    "tests.frame.cast",
]
