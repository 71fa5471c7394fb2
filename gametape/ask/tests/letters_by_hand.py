"""Letters for the tests, all invented: what programs in four languages make of a buyer's few words."""

from __future__ import annotations

from email.message import EmailMessage

WORDS = "It was the payment. Nobody told us it was 84 months."

ENDINGS = {
    "iphone": "\n\nSent from my iPhone\n\nOn Nov 3, 2026, at 10:02 AM, Dana <dana@lakeside.example> wrote:\n\nWhat did I miss?",
    "gmail": "\n\nOn Tue, Nov 3, 2026 at 10:02 AM Dana at Lakeside RV <\ndana@lakeside.example> wrote:\n\n> What did I miss?\n> Reply STOP and nobody writes again.",
    "regards": "\n\nBest regards,\nSam Miller\nHartwell, WI\n608 555 0142",
    "thanks_name": "\n\nThanks, Sam",
    "best": "\n\nBest,\nSam",
    "name": "\n\nSam",
    "dash_name": "\n- Sam",
    "two_dashes": "\n-- \nSam Miller\nMiller Roofing",
    "outlook": "\n\n________________________________\nFrom: Dana <dana@lakeside.example>\nSent: Tuesday, November 3, 2026 10:02 AM\nTo: Sam Miller\nSubject: What did I miss?\n\nI just have to ask.",
    "outlook_bold": "\n\n*From:* Dana <dana@lakeside.example>\n*Sent:* Tuesday, November 3, 2026\n*To:* Sam\n*Subject:* What did I miss?\n\nI just have to ask.",
    "android": "\n\nSent from my Samsung Galaxy smartphone.\n-------- Original message --------\nFrom: Dana\nDate: 11/3/26 10:02 AM\n\nstop",
    "outlook_ios": "\n\nGet Outlook for iOS<https://aka.example/x>\n________________________________\nFrom: Dana <d@l.example>\nSent: Tuesday\n\nstop",
    "disclaimer": "\n\nCONFIDENTIALITY NOTICE: This e-mail may be privileged. If you are not the intended recipient, please stop and delete it.",
    "typos": "\n\nSent from my phone, please excuse typos",
    "es": "\n\nSaludos,\nSamuel\n\nEl mar, 3 nov 2026 a las 10:02, Dana (<dana@lakeside.example>) escribió:\n\n> ¿Qué me faltó?",
    "es_movil": "\n\nEnviado desde mi iPhone\n\nDe: Dana <dana@lakeside.example>\nEnviado: martes, 3 de noviembre\nPara: Samuel\nAsunto: una pregunta\n\nhola",
    "es_atentamente": "\n\nMuchas gracias,\nSamuel Molina\nTel. 608 555 0142",
    "fr": "\n\nCordialement,\nSamuel Meunier\n\nLe mar. 3 nov. 2026 à 10:02, Dana <dana@lakeside.example> a écrit :\n\n> Qu'est-ce que j'ai manqué ?",
    "fr_outlook": "\n\nEnvoyé de mon iPhone\n\nDe : Dana <dana@lakeside.example>\nEnvoyé : mardi 3 novembre 2026\nÀ : Samuel\nObjet : une question\n\nbonjour",
    "fr_bonne": "\n\nBonne journée,\nSamuel",
    "de": "\n\nMit freundlichen Grüßen\nSamuel Müller\n\nAm 03.11.2026 um 10:02 schrieb Dana:\n> Was habe ich übersehen?",
    "de_outlook": "\n\nViele Grüße\nSamuel\n\nVon: Dana <dana@lakeside.example>\nGesendet: Dienstag, 3. November 2026\nAn: Samuel\nBetreff: Eine Frage\n\nhallo",
    "de_iphone": "\n\nVon meinem iPhone gesendet\n\n> Am 03.11.2026 um 10:02 schrieb Dana <dana@lakeside.example>:\n> \n> hallo",
    "de_lg": "\n\nLG\nSam",
}  # fmt: skip

STAYS = [
    "Thanks for asking.\nWe went with the other one, it had the bunks.",
    "Regards the trailer: it was too heavy.",
    "On the other hand we liked it. On Sunday you wrote: come back. We did not.",
    "Three things:\n- the price\n- the smell\n- the drive home",
    "Best of all was the kitchen.\n\nThe rest was too dear for us, and that was that for the both of us.",
    "The ad was sent from my wife's phone, so she has the number.",
    "From: 38,000 to 42,000 overnight. That was it.",
    "It was fine --- really --- but no.",
]


def letter(text: str = WORDS, *, html: str = "", **headers: str) -> bytes:
    """A letter from Sam as a mail server holds it."""
    mail = EmailMessage()
    told = {
        "From": "Sam Miller <sam@mail.example>",
        "To": "answers@lakeside.example",
        "Subject": "Re: What did I miss?",
        "Message-ID": "<reply-1@mail.example>",
        "Date": "Tue, 03 Nov 2026 16:40:00 +0000",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in told.items():
        if value:
            mail[name] = value
    if text or not html:
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    return bytes(mail)


def bounce(
    to: str = "sam@mail.example",
    *,
    status: str = "5.1.1",
    action: str = "failed",
    about: str = "ask-1@lakeside.example",
) -> bytes:
    """A report by the book (RFC 3464)."""
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: answers@lakeside.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <report-{status}-{action}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} said the server

--b
Content-Type: message/rfc822

From: Dana <answers@lakeside.example>
To: {to}
Subject: What did I miss?
Message-ID: <{about}>

I just have to ask.
--b--
""".encode()


def complaint(to: str = "sam@mail.example", *, kind: str = "abuse", about: str = "ask-1@lakeside.example") -> bytes:
    """A report by the book (RFC 5965)."""
    return f"""From: <feedback@isp.example>
To: abuse@lakeside.example
Subject: FW: What did I miss?
Message-ID: <arf-{kind}@isp.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: {to}

--b
Content-Type: message/rfc822

From: Dana <answers@lakeside.example>
To: {to}
Message-ID: <{about}>

I just have to ask.
--b--
""".encode()
