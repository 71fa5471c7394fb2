"""`gametape lint`: one message, many messages, and input that cannot be read."""

import json
import subprocess
import sys

CLEAN = "Hi Sam, Dana at Lakeside RV. Thanks for your time, I respect your decision. What did I miss? No need to reply."
NAMES = ["--sender", "Dana", "--business", "Lakeside RV"]


def _run(arguments, stdin):
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    return subprocess.run(
        [sys.executable, "-m", "gametape.ask.linting.command", *arguments], input=data, capture_output=True, check=False
    )


def _lines(stdin):
    done = _run(["--jsonl"], stdin)
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_a_clean_message_may_go_out():
    done = _run(["--channel", "sms", *NAMES, "--json"], CLEAN)
    result = json.loads(done.stdout)
    assert (done.returncode, result["ok"]) == (0, True)
    assert all(set(finding) == {"id", "severity", "quote", "say"} for finding in result["findings"])


def test_a_blocked_message_exits_with_one_and_quotes_its_words():
    done = _run(["--channel", "in person", *NAMES, "--json"], CLEAN.replace("What did I miss?", "Was it the price?"))
    result = json.loads(done.stdout)
    assert (done.returncode, result["ok"]) == (1, False)
    assert "Was it the price" in [finding["quote"] for finding in result["findings"] if finding["id"] == "T10"]


def test_without_json_it_speaks_to_a_person():
    assert _run(["--channel", "sms", *NAMES], CLEAN).stdout.decode().startswith("It may go out.")


def test_missing_names_and_an_empty_text_are_told_in_a_sentence():
    assert "Say --sender and --business too" in _run(["--channel", "sms"], CLEAN).stdout.decode()
    done = _run(["--channel", "sms", *NAMES], "  \n")
    assert (done.returncode, "no text" in done.stdout.decode()) == (2, True)


def test_an_unknown_channel_names_the_five():
    assert "sms, email, phone, person, form" in _run(["--channel", "fax", *NAMES], CLEAN).stderr.decode()


def test_help_shows_an_example_and_the_exit_status():
    told = _run(["--help"], "").stdout.decode()
    assert "gametape lint --channel sms" in told
    assert "exit status" in told


def test_many_lines_give_one_result_each_with_its_id():
    rows = [
        {"id": 7, "channel": "sms", "subject": None, "text": CLEAN, "sender": "Dana", "business": "Lakeside RV"},
        {
            "id": "b",
            "channel": "in person",
            "text": "I respect that. What did I miss?",
            "sender": "Dana",
            "business": "Lakeside RV",
        },
    ]
    status, results = _lines("\n".join(map(json.dumps, rows)) + "\n\n")
    assert status == 0
    assert [(result["id"], result["ok"]) for result in results] == [(7, True), ("b", True)]


def test_a_blocked_line_makes_the_run_exit_with_one():
    status, results = _lines(
        json.dumps({"id": 1, "channel": "sms", "text": "Why didn't you buy?", "sender": "D", "business": "B"})
    )
    assert (status, results[0]["ok"]) == (1, False)


def test_lines_that_cannot_be_read_are_told_and_the_run_goes_on():
    good = json.dumps(
        {"id": "last", "channel": "person", "text": "I respect that. What did I miss?", "sender": "", "business": ""}
    ).encode()
    bad = [
        b"{not json",
        b"[1]",
        b'{"id": 3, "channel": "fax", "text": "x"}',
        b'{"id": 4, "channel": "sms"}',
        b"\xff\xfe",
        b'{"id": 6, "channel": "sms", "text": "x", "scope": "sell"}',
        b'{"id": 7, "channel": "sms", "text": "x", "sender": 5}',
        b"[" * 100_000,
    ]
    status, results = _lines(b"\n".join([*bad, good]))
    assert status == 2
    assert [result.get("line") for result in results] == [1, 2, 3, 4, 5, 6, 7, 8, None]
    assert [result["id"] for result in results] == [None, None, 3, 4, None, 6, 7, None, "last"]
    assert all(result["error"].endswith(".") for result in results[:-1])
    assert results[-1]["ok"]


def test_the_command_starts_without_the_web_framework():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import gametape.ask.linting.command, sys; print('django' in sys.modules, 'numpy' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert loaded.strip() == "False False"


def test_a_text_longer_than_any_message_is_refused_in_a_sentence():
    done = _run(["--channel", "sms", *NAMES], "the bank " * 12_000)
    assert done.returncode == 2
    assert "longer than a message can be" in done.stdout.decode()
