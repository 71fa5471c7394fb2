"""The front door, the edges around every page, and what the environment may say."""

import logging
import re
import threading
from base64 import b64encode
from hashlib import sha256

import pytest
from django.conf import settings as product
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client, RequestFactory
from django.urls import reverse

from gametape.ask import asking
from gametape.ask.links import link_of
from gametape.common.refusal import Refusal
from gametape.people.models import Role
from gametape.project import edges, front, guessing, surroundings
from gametape.project.settings import database, mail
from tests.frame.cast import works_at

CAST = ["dana", "ben", "maria", "ada", "frank", "nia", "olga", "iris", "theo", "sam"]


@pytest.mark.django_db
class TestTheDoor:
    @pytest.mark.parametrize(
        ("roles", "page"),
        [
            ([Role.REP], "today"),
            ([Role.MANAGER], "monday"),
            ([Role.NEUTRAL], "today"),
            ([Role.FINANCE], "held"),
            ([Role.ADMIN], "imports"),
            ([Role.OWNER], "people"),
            ([Role.REP, Role.MANAGER], "monday"),
            ([Role.OWNER, Role.REP], "today"),
        ],
    )
    def test_one_lands_on_the_first_page_of_one_s_role(self, signed_in_as, lakeside, roles, page):
        client = signed_in_as(works_at(lakeside, "Kim Ode", *roles))
        assert client.get("/")["Location"] == reverse(page)
        assert client.get(reverse(page)).status_code == 200

    def test_signed_out_it_leads_to_the_way_in(self, client, dana):
        assert reverse("account_login") in client.get("/").content.decode()

    def test_where_nobody_works_yet_it_says_how_to_begin(self, client):
        assert "gametape invite owner prints your way in" in client.get("/").content.decode()

    @pytest.mark.parametrize("who", CAST)
    def test_outside_the_demo_nobody_is_let_in_by_a_name(self, client, dana, who):
        assert client.post(reverse("demo_door", args=[who])).status_code == 404
        assert "_auth_user_id" not in client.session

    def test_even_where_somebody_has_the_demo_s_address(self, client, dana):
        dana.email = "dana@demo.example"
        dana.save()
        assert client.post(reverse("demo_door", args=["dana"])).status_code == 404


@pytest.mark.django_db
class TestIsItWell:
    def test_the_process_answers_without_the_database(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/healthz").content == b"ok\n"

    def test_ready(self, client):
        assert client.get("/readyz").status_code == 200

    def test_not_ready_while_migrations_are_to_run(self, client, monkeypatch):
        monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"])
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"2 migrations to run\n")

    def test_not_ready_while_the_database_is_gone(self, client, monkeypatch):
        def gone(connection):
            raise OperationalError("connection refused")

        monkeypatch.setattr(front, "MigrationExecutor", gone)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


@pytest.mark.django_db
class TestWhenSomethingBreaks:
    @pytest.fixture
    def broken(self, monkeypatch, signed_in_as, dana):
        client = signed_in_as(dana)
        client.raise_request_exception = False

        def page():
            monkeypatch.setattr("gametape.desk.views.things_for", lambda viewer: 1 / 0)
            return client.get(reverse("today"))

        return page

    def test_the_person_gets_a_sentence_and_the_log_the_cause(self, broken, caplog):
        with caplog.at_level(logging.ERROR):
            answer = broken()
        assert answer.status_code == 500
        assert "What you had saved is saved." in answer.content.decode()
        assert "ZeroDivisionError" not in answer.content.decode()
        assert "ZeroDivisionError" in caplog.text

    def test_even_when_the_database_is_what_broke(self, monkeypatch):
        monkeypatch.setattr(connection, "cursor", lambda: (_ for _ in ()).throw(OperationalError("gone")))
        answer = edges.broke(RequestFactory().get("/today/"))
        assert answer.status_code == 500
        assert "To your first page" in answer.content.decode()

    def test_it_has_no_style_of_its_own_that_the_browser_would_refuse(self, broken):
        page = broken().content.decode()
        assert "<style" not in page
        assert "style=" not in page

    def test_what_is_not_there_and_what_is_not_theirs_look_alike(self, signed_in_as, ben, sams_deal):
        client = signed_in_as(ben)
        theirs = client.get(reverse("deal", args=[sams_deal.pk]))
        nothing = client.get(reverse("deal", args=[10**9]))
        assert theirs.status_code == nothing.status_code == 404
        plain = [re.sub(rb'x-csrftoken": "[^"]+"', b"", page.content) for page in (theirs, nothing)]
        assert plain[0] == plain[1]


@pytest.mark.django_db
def test_a_form_from_a_page_that_stood_open_too_long_is_a_sentence(dana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("me"), {"name": "Mallory"})
    assert answer.status_code == 403
    assert "Go back, load it anew, and send it once more." in answer.content.decode()
    assert "style=" not in answer.content.decode()
    dana.refresh_from_db()
    assert dana.name == "Dana Brooks"


@pytest.mark.django_db
class TestEveryPage:
    """Signed in as somebody with every role, all pages that need no row, allauth's among them."""

    ADDRESSES = [
        "front", "today", "monday", "deals", "new_deal", "no", "held", "said", "imports", "people", "me", "pledge",
        "account_change_password", "account_set_password", "mfa_index", "mfa_add_webauthn", "mfa_list_webauthn",
        "mfa_activate_totp", "mfa_generate_recovery_codes", "account_logout",
    ]  # fmt: skip

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_it_opens_under_a_policy_and_holds_no_script_or_style_of_its_own(self, signed_in_as, lakeside, address):
        someone = works_at(lakeside, "Kim Ode", *Role.values)
        client = signed_in_as(someone)
        answer = client.get(reverse(address), follow=True)
        assert answer.status_code == 200
        self.check(answer)

    def test_signed_out_too(self, client, sams_no, dana):
        ask = asking.asked_in_person(sams_no, by=dana)
        for path in ("/", reverse("account_login"), "/nowhere/", reverse("buyer", args=[link_of(ask)]), "/healthz"):
            self.check(client.get(path))

    def check(self, answer):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        page = answer.content.decode()
        scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.DOTALL)
        for attributes, content in scripts:
            nonce = re.search(r'nonce="([^"]+)"', attributes)
            digest = b64encode(sha256(content.encode()).digest()).decode()
            allowed = f"'sha256-{digest}'" in policy or (nonce and f"'nonce-{nonce[1]}'" in policy)
            assert not content.strip() or 'type="application/json"' in attributes or allowed, content[:80]
        for attributes in re.findall(r"<style\b([^>]*)>", page):
            assert "nonce=" in attributes
        assert not re.search(r"<[^>]+\s(on\w+|style)=", page), re.search(r"<[^>]+\s(on\w+|style)=", page)
        assert "javascript:" not in page
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"


class TestTheEnvironment:
    """With nothing set it is safe; what is set is read in one place."""

    def test_the_public_address_and_more_are_answered_to(self, monkeypatch):
        monkeypatch.setenv("GAMETAPE_PUBLIC_URL", "https://tape.lakeside.example/")
        monkeypatch.setenv("GAMETAPE_HOSTS", "192.168.1.20, tape.local,")
        assert surroundings.public_url() == "https://tape.lakeside.example"
        assert surroundings.hosts()[3:] == ["tape.lakeside.example", "192.168.1.20", "tape.local"]

    def test_a_host_that_is_not_ours_is_refused(self, db):
        assert Client(headers={"host": "evil.example"}).get("/").status_code == 400

    def test_nothing_makes_it_debug(self, monkeypatch):
        for name in ("DEBUG", "GAMETAPE_DEBUG", "DJANGO_DEBUG"):
            monkeypatch.setenv(name, "1")
        assert product.DEBUG is False

    def test_the_data_folder_is_its_owner_s(self, monkeypatch, tmp_path):
        monkeypatch.setenv("GAMETAPE_HOME", str(tmp_path / "new"))
        assert surroundings.home().stat().st_mode & 0o077 == 0

    def test_a_key_is_made_once_and_never_overwritten(self, tmp_path):
        first = surroundings.kept_key(tmp_path / "key")
        assert surroundings.kept_key(tmp_path / "key") == first
        assert (tmp_path / "key").stat().st_mode & 0o177 == 0

    def test_two_that_start_at_once_agree_on_the_key(self, tmp_path):
        ready, keys = threading.Barrier(8), []

        def start():
            ready.wait()
            keys.append(surroundings.kept_key(tmp_path / "key"))

        several = [threading.Thread(target=start) for _ in range(8)]
        [one.start() for one in several]
        [one.join() for one in several]
        assert len(keys) == 8
        assert len(set(keys)) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["key"]

    def test_an_empty_one_is_no_key(self, tmp_path):
        (tmp_path / "key").touch(mode=0o600)
        with pytest.raises(Refusal, match="Put the key of your last backup there"):
            surroundings.kept_key(tmp_path / "key")

    def test_cookies_go_over_https_alone_where_there_is_https(self):
        assert product.SESSION_COOKIE_SECURE is product.HTTPS
        assert product.SESSION_COOKIE_HTTPONLY
        assert product.CSRF_COOKIE_HTTPONLY
        assert product.SESSION_COOKIE_AGE == 180 * 24 * 3600

    def test_sqlite_waits_and_writes_ahead(self):
        options = database("")["OPTIONS"]
        assert options["transaction_mode"] == "IMMEDIATE"
        assert "journal_mode=WAL" in options["init_command"]

    def test_postgres_by_its_url(self):
        chosen = database("postgres://us:pa%2Fss@db.example:5433/tape?sslmode=require")
        assert (chosen["ENGINE"], chosen["NAME"], chosen["PORT"]) == ("django.db.backends.postgresql", "tape", 5433)
        assert chosen["PASSWORD"] == "pa/ss"

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("smtp://us:p%40ss@mail.example:587", ("mail.example", 587, "us", "p@ss", False, True)),
            ("smtps://us:p@mail.example", ("mail.example", 465, "us", "p", True, False)),
            ("smtp://relay.local:25", ("relay.local", 25, "", "", False, False)),
        ],
    )
    def test_mail_by_its_url(self, url, expected):
        names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_SSL", "USE_TLS")
        assert tuple(mail(url)[f"EMAIL_{name}"] for name in names) == expected

    def test_without_mail_nothing_is_sent_anywhere(self):
        assert mail("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")

    def test_behind_a_proxy_the_last_address_counts_that_our_own_proxy_added(self, settings):
        request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9", REMOTE_ADDR="127.0.0.1")
        assert guessing.address_of(request) == "127.0.0.1", "nobody's header is believed without a proxy of ours"
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        assert guessing.address_of(request) == "203.0.113.9"

    def test_https_is_believed_from_our_own_proxy_only(self, db):
        assert not hasattr(product, "SECURE_PROXY_SSL_HEADER") or product.SECURE_PROXY_SSL_HEADER is None
