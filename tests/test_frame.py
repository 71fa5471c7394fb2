"""The frame holds: the databases are the real ones, a skip in CI is a failure, the browser and the mail server are real."""

from email.message import EmailMessage
from smtplib import SMTP, SMTPDataError

import pytest
from django.core.mail import send_mail
from django.db import connection

from tests.frame.browser import Screen, on_every_screen, without_script
from tests.frame.skips import missing, other_database

SKIPS = """
    import pytest
    from tests.frame.skips import missing, nightly_only, other_database, shared

    def test_a_component(): missing("Chromium is not installed", get_it="apt install chromium")
    def test_undeclared(): pytest.skip("not today")
    def test_shared_data(): shared("no/such/file.csv")
    def test_other_database(): other_database("only a server can refuse a second writer")
    def test_nightly(): nightly_only("Spark is 450 MB")
    @pytest.mark.xfail
    def test_known(): assert False
"""
ALONE = ("-p", "tests.frame.skips", "-p", "no:django", "-p", "no:xdist", "-ra")


@pytest.fixture
def suite(pytester, monkeypatch, pytestconfig):
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.delenv("GAMETAPE_TEST_LONG", raising=False)
    pytester.makepyfile(SKIPS)
    return pytester


class TestSkips:
    def test_elsewhere_a_missing_component_skips_and_says_how_to_get_it(self, suite, monkeypatch):
        monkeypatch.delenv("CI", raising=False)
        result = suite.runpytest_subprocess(*ALONE)
        result.assert_outcomes(skipped=5, xfailed=1)
        result.stdout.fnmatch_lines(["*missing: Chromium is not installed. To have it: apt install chromium*"])

    def test_in_ci_only_absent_shared_data_the_other_database_and_the_nightly_set_may_skip(self, suite, monkeypatch):
        monkeypatch.setenv("CI", "true")
        result = suite.runpytest_subprocess(*ALONE)
        result.assert_outcomes(failed=2, skipped=3, xfailed=1)
        result.stdout.fnmatch_lines(["*Skipped in CI, where nothing may be missing: missing: Chromium*"])

    def test_in_ci_a_whole_module_cannot_slip_away_either(self, suite, monkeypatch):
        monkeypatch.setenv("CI", "true")
        suite.makepyfile(test_more="import pytest\npytest.importorskip('no_such_module')")
        assert suite.runpytest_subprocess(*ALONE, "test_more.py").ret != 0


@pytest.mark.django_db(transaction=True)
class TestDatabase:
    def test_it_is_the_one_that_was_asked_for(self, on_postgres):
        assert connection.vendor == ("postgresql" if on_postgres else "sqlite")

    def test_sqlite_is_a_file_that_writes_ahead_and_waits(self, on_postgres):
        if on_postgres:
            other_database("these are SQLite's settings")
        with connection.cursor() as cursor:
            answers = {
                name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "busy_timeout")
            }
        assert answers["journal_mode"] == "wal"
        assert answers["busy_timeout"] >= 5_000
        assert connection.settings_dict["NAME"].endswith(".sqlite3") or "sqlite3_gw" in connection.settings_dict["NAME"]
        assert connection.transaction_mode == "IMMEDIATE"


GOOD = "<!doctype html><html lang=en><title>t</title><main><h1>What did I miss?</h1></main></html>"
BAD = "<!doctype html><html lang=en><title>t</title><main><h1>t</h1><img src='data:,'><p style='color:#ccc;background:#fff'>pale</p></main>"


class TestBrowser:
    @on_every_screen
    def test_a_page_has_the_size_and_the_light_that_was_asked_for(self, page, screen):
        page.goto("data:text/html,<title>no</title><script>document.title='script'</script>")
        assert page.viewport_size["width"] == screen.width
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == screen.dark
        assert page.title() == ("script" if screen.script else "no")

    def test_axe_says_in_words_what_is_wrong_and_where(self, page, axe):
        page.set_content(BAD)
        with pytest.raises(AssertionError) as failure:
            axe()
        assert "image-alt" in str(failure.value)
        assert "color-contrast" in str(failure.value)
        page.set_content(GOOD)
        axe()

    @without_script
    def test_axe_reads_a_page_whose_own_scripts_are_off(self, page, axe):
        page.set_content(BAD)
        with pytest.raises(AssertionError, match="image-alt"):
            axe()

    def test_a_page_that_asks_a_stranger_is_noticed(self, page, complaints):
        page.set_content("<img src='http://127.0.0.1:9/pixel.gif' alt=''>")
        assert any("asked a stranger" in complaint for complaint in complaints)
        complaints.clear()

    def test_a_script_that_throws_is_noticed(self, open_page, complaints):
        page = open_page(Screen())
        page.set_content("<script>throw new Error('lost')</script>")
        assert any("lost" in complaint for complaint in complaints)
        complaints.clear()


class TestMail:
    def test_a_letter_goes_over_smtp_and_is_read_as_it_came(self, mail_sink):
        send_mail("Sam answered", "Open it when you have a minute.", "gametape@lakeside.test", ["dana@lakeside.test"])
        (letter,) = mail_sink.to("dana@lakeside.test")
        assert isinstance(letter, EmailMessage)
        assert letter["Subject"] == "Sam answered"
        assert "when you have a minute" in letter.get_content()

    def test_a_server_that_refuses_is_an_error_the_sender_sees(self, mail_sink):
        mail_sink.refuse_with = "451 try later"
        with SMTP(mail_sink.host, mail_sink.port) as client, pytest.raises(SMTPDataError):
            client.sendmail("a@lakeside.test", "b@lakeside.test", "Subject: x\n\nx")


def test_missing_is_never_silent():
    with pytest.raises(pytest.skip.Exception, match="To have it: apt install chromium"):
        missing("Chromium is not installed", get_it="apt install chromium")
