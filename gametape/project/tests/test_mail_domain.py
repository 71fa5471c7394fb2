"""What doctor sees of a mail domain, asked of a name server of its own on loopback."""

import socket
import threading

import dns.message
import dns.rcode
import dns.rrset
import pytest

from gametape.project import examining
from gametape.project.mail_domain import look_at, parent, tag

WHOLE = {
    "tape.example": ["v=spf1 include:_spf.provider.example ~all", "another=1"],
    "s1._domainkey.tape.example": ["v=DKIM1; k=rsa; p=" + "A" * 300],
    "_dmarc.tape.example": ["v=DMARC1; p=quarantine"],
}


@pytest.fixture
def name_server(settings):
    """{name: TXT records} to be changed by the test; a name with None gets no answer that counts."""
    zone = {}
    there = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    there.bind(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                wire, who = there.recvfrom(4096)
            except OSError:
                return
            asked = dns.message.from_wire(wire)
            reply = dns.message.make_response(asked)
            name = asked.question[0].name.to_text(omit_final_dot=True)
            records = zone.get(name, [])
            if records is None:
                reply.set_rcode(dns.rcode.REFUSED)
            elif not records:
                reply.set_rcode(dns.rcode.NXDOMAIN)
            for record in records or []:
                pieces = " ".join(f'"{record[at : at + 200]}"' for at in range(0, len(record), 200))
                reply.answer.append(dns.rrset.from_text(asked.question[0].name, 60, "IN", "TXT", pieces))
            there.sendto(reply.to_wire(), who)

    threading.Thread(target=answer, daemon=True).start()
    settings.NAMESERVER = f"127.0.0.1:{there.getsockname()[1]}"
    yield zone
    there.close()


def looked(selector="s1"):
    return [(seen.fine, seen.say) for seen in look_at("tape.example", selector=selector)]


def test_a_domain_that_is_whole(name_server):
    name_server.update(WHOLE)
    assert [fine for fine, _ in looked()] == [True, True, True]


def test_a_domain_with_nothing(name_server):
    assert [fine for fine, _ in looked()] == [False, False, False]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tape.example": ["v=spf1 -all", "v=spf1 ~all"]}, "2 SPF records"),
        ({"tape.example": ["v=spf1 +all"]}, "lets everybody send"),
        ({"s1._domainkey.tape.example": ["v=DKIM1; p="]}, "was taken back"),
        ({"_dmarc.tape.example": ["v=DMARC1"]}, "policy none"),
    ],
)
def test_what_is_wrong_is_said_with_the_next_step(name_server, changed, said):
    name_server.update({**WHOLE, **changed})
    assert said in " ".join(say for _, say in looked())


def test_without_a_selector_nothing_is_claimed_of_dkim(name_server):
    name_server.update(WHOLE)
    assert [fine for fine, _ in looked(selector="")] == [True, None, True]


def test_a_server_that_does_not_answer_is_no_missing_record(name_server):
    name_server["tape.example"] = None
    assert looked() == [
        (None, "The name servers of tape.example could not be asked now; SPF, DKIM and DMARC were not looked at.")
    ]


def test_the_domain_above_may_speak_for_this_one():
    assert (parent("mail.tape.example"), parent("tape.example")) == ("tape.example", "")
    assert tag("v=DMARC1 ; p = none", "p") == "none"


@pytest.mark.django_db
def test_doctor_says_what_leaves_from_here_and_what_is_missing(name_server, settings, lakeside):
    assert any("leaves from the rep's own phone" in f.say for f in examining.examine())
    name_server.update(WHOLE)
    settings.SENDERS = {
        "email": "gametape.connectors.smtp.sending.Smtp",
        "sms": "gametape.connectors.twilio.sending.Twilio",
    }
    settings.DEFAULT_FROM_EMAIL, settings.DKIM_SELECTOR = "ask@tape.example", "s1"
    type(lakeside).objects.update(address="")
    found = list(examining.examine())
    assert any(f.fine and "There is a DKIM key at s1._domainkey.tape.example." in f.say for f in found)
    assert any(f.fine is False and "GAMETAPE_TWILIO_ACCOUNT" in f.say for f in found)
    assert any(f.fine is False and "no postal address" in f.say for f in found)
