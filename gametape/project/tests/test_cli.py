"""The command: an overview, a sentence for what it does not know, and which folder a command lives in."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gametape.common.refusal import Refusal
from gametape.project.cli import COMMANDS, is_demo, main
from gametape.project.serving import refuse_if_taken
from tests.frame.home import clean_environment

CRM = """Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date,Owner,Phone,Email,Credit Score,Loss Reason
Meadowlark 27,Sam Reyes,Closed Lost,"$38,900",{day},{day},Dana Brooks,(507) 555-0142,sam@mail.example,700,Price
Cedar 24,Tess Moody,Closed Lost,"$24,500",{day},{day},Ben Ortiz,,,640,
Pinecrest 32,The Nguyens,Negotiation,"$52,900",,{day},Dana Brooks,(507) 555-0143,,,
Harbor 31,Gil Farley,Closed Won,"$48,900",{day},{day},Ben Ortiz,(507) 555-0144,,,
"""


@pytest.mark.parametrize("words", ["demo", "start", "start --bind 0.0.0.0:8000", "start --no-serve --bind=127.0.0.1:9"])
def test_without_a_file_it_is_the_demo(words):
    assert is_demo(words.split())


@pytest.mark.parametrize(
    "words", ["start deals.csv", "start --bind 0.0.0.0:8000 deals.csv", "start deals.csv --store Lakeside", "serve"]
)
def test_with_a_file_of_ones_own_it_is_not(words):
    assert not is_demo(words.split())


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_the_overview_names_every_command_in_a_line(capsys, words):
    assert main(words) == 0
    told = capsys.readouterr().out
    for name, what in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(what)}$", told, re.MULTILINE)


def test_a_command_that_is_not_there_is_a_sentence_and_exit_2(capsys):
    assert main(["rank-reps"]) == 2
    assert "there is no command “rank-reps”. Run gametape --help for the list." in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_without_the_framework_s_own_options(capsys, name):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"gametape {name}" in told
    assert "--pythonpath" not in told
    assert "--traceback" not in told


def test_a_file_that_is_not_there_is_a_sentence_and_exit_1(run_gametape):
    told = run_gametape("start", "nowhere.csv")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.strip() == "There is no file nowhere.csv. Give the path of your export, or nothing for the demo."


def test_an_option_nobody_knows_is_exit_2(run_gametape):
    told = run_gametape("doctor", "--score-reps")
    assert told.returncode == 2
    assert "--score-reps" in told.stderr
    assert "Traceback" not in told.stderr


def test_where_somebody_listens_already_it_says_so_before_anything_starts(run_gametape):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        told = run_gametape("serve", "--bind", bind)
    assert told.returncode == 1
    assert f"Nothing can listen at {bind}" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("bind", ["8000", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:99999", "nowhere.invalid:80"])
def test_an_address_that_is_none_is_a_sentence(bind):
    with pytest.raises(Refusal, match=re.escape(bind)):
        refuse_if_taken(bind)


def test_ctrl_c_ends_the_worker_without_a_stack_of_calls(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "gametape", "work"],
        env=clean_environment(tmp_path / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.4)
    said = pressed_until_it_ends(process)
    assert "KeyboardInterrupt" not in said or process.returncode == -signal.SIGINT, "before our own words are read"
    assert process.returncode in (0, 130, -signal.SIGINT)


def pressed_until_it_ends(process: subprocess.Popen[str]) -> str:
    """What it said on the way. While Python is still importing it may drop an interrupt (one that arrives in a weak
    reference's callback is told as "ignored"), and a person then presses once more."""
    for _ in range(5):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=10)[1]
    process.kill()
    return process.communicate()[1]


@pytest.mark.slow
class TestStart:
    @pytest.fixture
    def deals(self, tmp_path):
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 4 * 24 * 3600))
        file = tmp_path / "deals.csv"
        file.write_text(CRM.format(day=day))
        return file

    def test_with_ones_own_export_it_tells_what_is_there_and_lets_the_owner_in(self, run_gametape, deals, tmp_path):
        told = run_gametape("start", deals, "--store", "Lakeside RV", "--no-serve", "--bind", "127.0.0.1:8123")
        assert told.returncode == 0, told.stderr
        assert re.search(r"4 deals, 2 no-sales", told.stdout)
        assert "1 without phone or e-mail" in told.stdout
        assert "1 column dropped" in told.stdout
        assert "2 owners found" in told.stdout
        link = re.search(r"http://127\.0\.0\.1:8123(/join/\S+/)", told.stdout)[1]
        again = run_gametape("start", deals, "--store", "Lakeside RV", "--no-serve")
        assert again.returncode == 0, again.stderr
        assert "4 deals, 2 no-sales" in again.stdout, "nothing twice"
        assert self.inside(tmp_path, OWNER_COMES_IN.format(link=link)) == "303 200 Lakeside RV 4"
        third = run_gametape("start", deals, "--no-serve")
        assert "Your way in" not in third.stdout, "there is an owner now"

    def test_another_store_is_a_store_of_its_own(self, run_gametape, deals, tmp_path):
        run_gametape("start", deals, "--store", "Lakeside RV", "--no-serve")
        run_gametape("start", deals, "--store", "Hilltop Marine", "--no-serve")
        code = "print(sorted((s.name, s.deals.count()) for s in Store.objects.all()))"
        assert self.inside(tmp_path, code) == "[('Hilltop Marine', 4), ('Lakeside RV', 4)]"

    def test_the_demo_is_played_once_and_lives_in_a_folder_of_its_own(self, run_gametape, tmp_path):
        first = run_gametape("start", "--no-serve")
        assert "124 no-sales, 61 asked, 19 answered" in first.stdout
        again = run_gametape("start", "--no-serve")
        assert again.returncode == 0
        assert "Playing" not in again.stdout
        assert (tmp_path / "home" / "demo" / "gametape.sqlite3").exists()
        assert not (tmp_path / "home" / "gametape.sqlite3").exists()

    def test_invite_prints_a_way_in_and_a_way_back(self, run_gametape, deals, tmp_path):
        assert "There is no such store yet." in run_gametape("invite", "owner").stderr
        run_gametape("start", deals, "--no-serve")
        link = run_gametape("invite", "owner", GAMETAPE_PUBLIC_URL="https://tape.example").stdout.strip()
        assert link.startswith("https://tape.example/join/")
        assert self.inside(tmp_path, OWNER_COMES_IN.format(link=link.removeprefix("https://tape.example"))).startswith(
            "303"
        )
        back = run_gametape("invite", "--again", "olga")
        assert back.returncode == 0, back.stderr
        assert "/join/" in back.stdout
        nobody = run_gametape("invite", "--again", "Nobody")
        assert nobody.returncode == 1
        assert "Nobody called Nobody works at" in nobody.stderr

    def inside(self, tmp_path, code):
        """What that code prints in the home the command was given."""
        begin = "import django; django.setup()\nfrom gametape.people.models import *\nfrom django.test import Client\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            env={**clean_environment(Path(tmp_path) / "home"), "DJANGO_SETTINGS_MODULE": "gametape.project.settings"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


OWNER_COMES_IN = """
phone = Client(headers={{"host": "localhost"}})
came = phone.post({link!r}, {{"name": "Olga"}})
page = phone.get("/people/")
role = Membership.objects.get(user__name="Olga", role="owner")
print(came.status_code, page.status_code, role.store.name, role.store.deals.count())
"""


class TestSomebodyReadsOnlyTheBeginning:
    """`gametape ... | head`: no traceback, and an exit code that says why it stopped."""

    @pytest.mark.parametrize("words", [["--help"], ["lint", "--jsonl"]])
    def test_it_stops_without_a_word(self, tmp_path, words):
        command = subprocess.Popen(
            [sys.executable, "-m", "gametape", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(tmp_path),
        )
        command.stdout.close()
        line = b'{"id": 1, "channel": "sms", "text": "Thank you.", "sender": "Dana", "business": "Lakeside RV"}\n'
        _, complaints = command.communicate(line * 200)
        assert (command.returncode, complaints) == (141, b"")

    def test_another_connection_that_broke_is_not_taken_for_it(self, monkeypatch):
        def breaks(words):
            raise BrokenPipeError("the mail server hung up")

        monkeypatch.setattr("gametape.project.cli.answered", breaks)
        with Path(os.devnull).open("w") as out:
            monkeypatch.setattr(sys, "stdout", out)
            with pytest.raises(BrokenPipeError):
                main(["doctor"])
