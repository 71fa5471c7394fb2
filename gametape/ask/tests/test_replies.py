"""What comes back, in people's own spelling: is it an answer, or one of the five that are none?

The phrases are invented; the count of false alarms is taken over real public text where that is at hand.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from gametape.ask.replies import READ_AT_MOST, Reply, kind_of

DATA = Path(__file__).resolve().parents[3] / "../shared/data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data, which a clone does not have")

PHRASES: dict[str, list[str]] = {
    "OPT_OUT": [
        "please take my cell number off",
        "Can we end this conversation, don't text",
        "leave this number alone",
        "I'm out, quit texting",
        "Please cancel all future messages",
        "I do not authorize any more calls",
        "Let's end the messages here",
        "I am not interested in being contacted",
        "You are not welcome to contact me",
        "Kindly stop messaging this line",
        "no further emails or calls thanks",
        "scrub my number",
        "would appreciate no more messages",
        "stop please im driving",
        "Wish to be removed",
        "dont need u to keep calling",
        "Por favor bórrenme",
        "No insistan más",
        "no deseo recibir más correos",
        "Je vous demande de ne plus m'appeler",
        "Effacez mes coordonnées",
        "Merci d'arrêter les messages",
        "Bitte rufen Sie mich nicht mehr an",
        "Streichen Sie meine Nummer bitte",
        "Ich bitte Sie, mich nicht mehr zu kontaktieren",
        "Kein Kontakt mehr bitte",
        "STOPPEN SIE DAS",
        "Nicht mehr schreiben!",
        "I said not to call me",
        "Discontinue all texts to this phone",
        "we are good, pls no more texting",
        "Tell your team to stop contacting us",
        "Ok that's enough messages",
        "I don't appreciate these texts, stop",
        "please no contact",
        "Keep my number out of your phone",
        "You may not contact me by text",
        "Cut it out with the messages",
        "Do not use this number anymore",
        "Please desist",
        "Just leave us alone already",
        "No quiero que me llamen",
        "borren mi información por favor",
        "ne m'écrivez plus SVP",
        "Retirez mon nom de vos listes",
        "nehmen Sie meine Nummer raus",
        "Ich will keine Werbung von Ihnen",
        "stop blowing up my phone",
        "Don't hit me up again",
        "Please make these stop",
        "favor de no llamar más",
        "je ne veux plus de vos messages",
        "Unterlassen Sie weitere Anrufe",
        "Not interested, remove",
        "you're not to contact me again",
        "I'm asking nicely, no more",
        "Kindly desist from contacting me",
        "je veux être retiré de votre liste",
        "Do not reply to me",
        "I want out of these texts",
        "pls quit with these messages",
        "can u stop",
        "stop texting my wife's phone",
        "I will not be needing any more contact, please remove my info",
        "svp ne plus me contacter",
        "Rufen Sie nie wieder an",
        "STOP",
        "stop.",
        "Stop!!!",
        '"STOP"',
        "Unsubscribe",
        "END",
        "quit",
        "Cancel.",
        "opt out",
        "Opt-out please",
        "REVOKE",
        "stop all",
        "Please stop.",
        "No thanks, please stop",
        "please don't text me again",
        "Please do not contact me again.",
        "Lose my number",
        "lose my number!!",
        "take me off your list",
        "Take me off this list please",
        "remove me from your database",
        "delete my number please",
        "Don't ever call me again",
        "do not call",
        "Stop texting me",
        "stop calling this number",
        "quit messaging me",
        "Can you please stop contacting us?",
        "I'd like you to stop texting me",
        "I don't want to hear from you again",
        "I don't want any more messages",
        "no more texts please",
        "No further contact please",
        "leave me alone",
        "Leave us alone.",
        "I want to be left alone",
        "I asked you to stop calling me",
        "I no longer wish to be contacted",
        "I don't want you to call me",
        "Put me on your do not call list",
        "I'm on the do not call registry",
        "I revoke my consent",
        "fuck off",
        "this is harassment",
        "I'm blocking this number",
        "stop harassing me",
        "Not interested, stop texting me",
        "Thanks but please don't reach out again",
        "I would prefer not to be contacted again",
        "We'd appreciate it if you didn't contact us again",
        "do not call, text or email me",
        "Don't bother calling again",
        "forget my number",
        "get me off this list",
        "how do I unsubscribe",
        "You can stop asking now.",
        "Please remove us",
        "remove my number",
        "Never contact me again",
        "I do not consent to these messages",
        "Stop. Just stop.",
        "STOP\n\nSent from my iPhone",
        "no me escriban más",
        "No me llamen más por favor",
        "dejen de molestarme",
        "Ya no quiero recibir mensajes",
        "borren mi número",
        "quítenme de la lista",
        "basta",
        "Por favor no me contacten de nuevo",
        "déjenme en paz",
        "no vuelvan a llamarme",
        "quiero darme de baja",
        "ne me contactez plus",
        "Ne m'appelez plus svp",
        "Merci de ne plus me contacter",
        "arrêtez de m'écrire",
        "Je ne souhaite plus être contacté",
        "supprimez mon numéro",
        "Laissez-moi tranquille",
        "ARRET",
        "désinscrivez-moi",
        "je ne veux plus recevoir de messages",
        "bitte nicht mehr melden",
        "Bitte melden Sie sich nicht mehr",
        "Rufen Sie mich nicht mehr an",
        "Keine weiteren Nachrichten bitte",
        "Lassen Sie mich in Ruhe",
        "Hören Sie auf",
        "löschen Sie meine Nummer",
        "Nehmen Sie mich von der Liste",
        "Ich möchte nicht mehr kontaktiert werden",
        "Schreiben Sie mir nicht mehr",
        "abmelden",
        "Stopp",
        "ich will keine Nachrichten mehr",
        "bitte keine Anrufe mehr",
        "unsub",
        "pls stop texting",
        "dont text me no more",
        "Don’t text me anymore",
        "I said stop calling",
        "cease all contact",
        "stop sending me stuff",
        "Enough with the texts",
        "kindly remove my details",
        "We don't want any calls",
        "U need to stop texting",
        "Wrong number, stop texting",
        "stop it",
        "Please remove me from your contact list.",
        "We would like to be removed from your system",
        "stop emailing us please",
        "Don't message me again or I'll report you",
        "Do NOT contact me",
        "I told you to stop texting",
        "Take my name off the list",
        "scratch my name off your list",
        "kindly stop contacting me",
        "I don't want to be texted",
        "This is spam",
        "Blocking you now",
        "reported as spam",
        "I do not want any further contact from your dealership",
        "Leave me the hell alone",
        "You need to lose my number",
        "PLEASE STOP",
        "stop - and don't ask again",
        "No. Stop.",
        "Hi Dana, thanks for your help but please don't contact me again.",
        "ya no me llamen",
        "Paren de mandarme mensajes",
        "No quiero que me escriban",
        "BAJA",
        "Cessez de m'appeler",
        "Arrêtez svp",
        "plus de messages svp",
        "Ne m’écrivez plus jamais",
        "Bitte keine weiteren Anrufe",
        "Melden Sie sich bitte nie wieder",
        "streichen Sie mich aus Ihrer Liste",
        "Ich widerrufe meine Einwilligung",
        "Kontaktieren Sie mich nicht mehr",
        "hör auf mir zu schreiben",
        "Fuck off",
        "STOP 👎",
        "  stop  ",
        "> Hi Sam, reply STOP to opt out\nSTOP",
    ],
    "": [
        "I stopped liking it after the test drive",
        "They would not stop adding things",
        "No more room in our driveway",
        "We don't need it any more",
        "He said he'd call and didn't call us back",
        "Never text people at dinner, that is what put us off honestly",
        "Leave the hitch on and it would have worked",
        "It stopped raining and we went to the lake dealer",
        "Remove the dealer add ons next time",
        "The salesman was fine but the numbers kept changing, no more to say",
        "We'll stop by tomorrow",
        "I couldn't stop thinking about it",
        "non-stop",
        "It was non-stop pressure",
        "end of the month",
        "At the end of the day it was the price",
        "He wouldn't stop calling me",
        "We had to stop and think",
        "The salesman wouldn't leave us alone",
        "You never called me back",
        "Nobody called me",
        "You didn't text me when it came in",
        "If you don't call me by Friday we buy elsewhere",
        "I don't want to get another loan",
        "We cancelled the trip",
        "Cancel culture",
        "My wife said don't buy it",
        "I told the other dealer to stop calling me",
        "stop hiding the fees",
        "Stop asking people for their budget first.",
        "You need to stop pressuring people",
        "You put the wrong number on the sheet",
        "the numbers were wrong",
        "We never got a call back",
        "Quit my job last week",
        "We ended up with another brand",
        "We quit looking",
        "The price was too high",
        "It was the wrong one for us",
        "Price",
        "We decided to wait",
        "Can't stop here, the back and forth wore us out",
        "He was great but the trade was low",
        "My hours got cut.",
        "We're upside down right now.",
        "Something came up in the family.",
        "I was waiting for you to call me.",
        "Nobody actually asked me if I wanted it.",
        "I'd rather not go into it, it was on the finance side.",
        "I never heard",
        "What we didn't like was the price",
        "Too many steps.",
        "The truck stop next door",
        "Thanks, but the payment was more than we planned",
        "No, it was the trade",
        "It just wasn't us.",
        "I was made to feel I couldn't afford to be there.",
        "remove the add-ons and we would have bought",
        "The dealer fee. Take that off",
        "We don't want to rush",
        "You did most of the talking.",
        "I want the blue one",
        "You lost my number twice",
        "nothing but pressure",
        "We could not stop laughing at the fees",
        "They kept saying the sale would end Sunday",
        "Cancel fees were crazy",
        "It was between you and the place down the road, and they threw in service.",
        "I stopped in twice and nobody helped me",
        "He stopped returning my calls",
        "You never text me back",
        "Nobody would call us back",
        "We don't want a diesel",
        "I don't like the color",
        "I don't want to be paying for it in twelve years.",
        "The price on the website wasn't the price on the paper.",
        "I asked twice if it would tow our trailer and nobody could tell me.",
        "Don't be so pushy next time",
        "Leave people alone when they look around",
        "Take the prep fee off and it would have been fine",
        "I'd rather buy closer to home",
        "We'd rather not spend that much",
        "It's good but we found it cheaper",
        "I knew more about it than the salesperson.",
        "No integration with our accounting system.",
        "Not sure it fits the garage",
        "Thanks for asking, it was honestly the smell inside",
        "No puedo pagar tanto",
        "El precio era muy alto",
        "C'était trop cher pour nous",
        "Der Preis war zu hoch",
        "Wir haben woanders gekauft",
        "Non, le prix",
        "Reply STOP to opt out is what your text said, weird. It was the trade-in.",
    ],
    "NO_REASON": [
        "thanks anyway",
        "Thanks!",
        "Rather not say",
        "I'd rather not say",
        "prefer not to say",
        "all good",
        "All good, thanks",
        "no reason",
        "Nothing really",
        "not interested",
        "No thank you",
        "no comment",
        "We're good",
        "👍",
        "ok",
        "Don't worry about it",
        "You did nothing wrong",
        "I'd rather keep that to myself",
        "gracias de todos modos",
        "prefiero no decirlo",
        "merci quand même",
        "je préfère ne pas le dire",
        "Danke trotzdem",
        "möchte ich nicht sagen",
        "alles gut",
        "kein Interesse",
        "Good luck!",
        "Thanks for everything, take care",
        "I don't want to get into it",
        "no",
        "It's private",
        "Thx",
        "Nope",
        "No hard feelings",
        "I would rather not go into it",
        "We changed our minds",
        "We decided not to.",
        "Have a great day!",
        "No worries, take care",
        "not interested anymore",
        "Sin comentarios",
        "tout va bien merci",
        "Passt schon",
        "🙏",
        "...",
        "I don't know",
        "It's nothing personal, good luck",
    ],
    "NOT_THE_BUYER": [
        "wrong number",
        "Wrong number, sorry",
        "Sorry, wrong person",
        "You have the wrong number",
        "I think you texted the wrong person",
        "This isn't Sam",
        "I'm not Sam",
        "I don't know who this is for",
        "No Sam here",
        "número equivocado",
        "Vous vous trompez de numéro",
        "falsche Nummer",
        "I've never been to your store",
        "Sie haben sich verwählt",
        "this is not his number anymore",
        "Wrong person",
        "You've got the wrong number buddy",
        "Not me",
        "There is no Sam here",
        "This is not Sam",
        "Who is this? You have the wrong number",
        "I don't know anyone by that name",
        "persona equivocada",
        "mauvais numéro",
        "falsch verbunden",
    ],
    "QUESTION_BACK": [
        "is it still there?",
        "Is it still available",
        "who is this?",
        "Who dis",
        "how much would you take for it?",
        "Can you do 35?",
        "What's your best price?",
        "Do you have it in blue?",
        "¿Todavía lo tienen?",
        "Est-ce que vous l'avez encore ?",
        "Ist er noch da?",
        "Hi, is the Meadowlark still there? Thanks",
        "would you throw in the hitch?",
        "when are you open",
        "What would the payment be?",
        "Could you send me the numbers again?",
        "How much did it end up selling for?",
        "Why do you ask?",
        "Wie viel kostet er?",
        "¿Cuánto es lo menos?",
        "Is Dana still working there?",
        "did you guys sell it yet",
    ],
    "AUTO_REPLY": [
        "I am out of the office until Monday.",
        "Automatic reply: Re: your visit",
        "I'm on vacation until June 3 with limited access to email.",
        "Out of office: back Monday",
        "Delivery Status Notification (Failure)",
        "I'm driving right now, I'll get back to you later",
        "Abwesenheitsnotiz: Ich bin bis 3.5. nicht im Büro",
        "Réponse automatique : je suis absent du bureau",
        "Respuesta automática: estoy fuera de la oficina",
        "Thank you for your email. I will respond when I return.",
        "This mailbox is not monitored.",
        "I'm currently out of the office and will return Tuesday.",
        "AutoReply: thanks for your message",
        "Undeliverable: What did we miss?",
        "We have received your message and will respond within 2 business days.",
        "Je suis actuellement en congés jusqu'au 4 août.",
        "Ich bin bis zum 12. August im Urlaub und nicht im Büro.",
        "Estaré fuera de la oficina hasta el lunes.",
        "Your message couldn't be delivered.",
    ],
}

MIXED = [
    ("It was the price. Please stop texting me", Reply("OPT_OUT", "It was the price.")),
    ("It was the price so please stop texting me", Reply("OPT_OUT", "It was the price")),
    ("We bought elsewhere, take me off your list.", Reply("OPT_OUT", "We bought elsewhere")),
    ("Stop. I bought elsewhere.", Reply("OPT_OUT", "I bought elsewhere.")),
    ("Fue el precio. No me escriban más", Reply("OPT_OUT", "Fue el precio.")),
    ("C'était trop cher, ne me contactez plus.", Reply("OPT_OUT", "C'était trop cher")),
    ("Zu teuer. Bitte melden Sie sich nicht mehr.", Reply("OPT_OUT", "Zu teuer.")),
    ("Wrong number, stop texting", Reply("OPT_OUT", "", ("NOT_THE_BUYER",))),
    ("The price. Is it still there?", Reply("", "The price. Is it still there?", ("QUESTION_BACK",))),
    ("Please don't contact me again, thanks", Reply("OPT_OUT")),
    ("Not interested. Is the blue one still there?", Reply("QUESTION_BACK")),
]
UNSURE = [
    "No need to contact me again",
    "Not sure why I get these texts",
    "Don't call me until spring",
    "Don't call me at work",
    "Don't call me, text me",
    "If you can't do 20 then don't call me",
    "You won't stop calling me!",
    "How did you get my number?",
    "I'm tired of your texts",
    "The fees were a joke. Fuck you.",
]


@pytest.mark.parametrize(("status", "text"), [(status, text) for status, texts in PHRASES.items() for text in texts])
def test_what_came_back(status: str, text: str) -> None:
    assert kind_of(text).status == status


def test_the_phrases_are_many_and_in_four_languages() -> None:
    assert sum(map(len, PHRASES.values())) >= 120
    assert len(PHRASES["OPT_OUT"]) >= 100


@pytest.mark.parametrize(("text", "reply"), MIXED)
def test_a_mixed_message_is_both(text: str, reply: Reply) -> None:
    assert kind_of(text) == reply


def test_the_rest_of_a_stop_is_read_as_an_answer_and_still_stops() -> None:
    reply = kind_of("You were kind, but the trade was low. Lose my number.")
    assert reply.stops
    assert reply.answers
    assert reply.rest == "You were kind, but the trade was low."


@pytest.mark.parametrize("text", UNSURE)
def test_what_may_be_a_stop_is_put_to_a_person(text: str) -> None:
    reply = kind_of(text)
    assert reply.unsure
    assert not reply.stops


def test_quoted_lines_and_signatures_are_not_theirs() -> None:
    assert kind_of("It was the trade.\n> What did I miss? Reply STOP to opt out\n> STOP").status == ""
    assert kind_of("Stop\n\nSent from my iPhone").stops
    pasted = "The color.\n\nOn Sun, Jul 19, 2026 at 12:30 PM Dana <dana@example.com> wrote:\nUnsubscribe\nstop"
    assert kind_of(pasted) == Reply("", "The color.")


def test_nothing_at_all_gives_no_reason() -> None:
    assert kind_of("").status == kind_of("  \n ").status == "NO_REASON"


def test_an_endless_text_is_read_only_so_far() -> None:
    assert kind_of("price " * READ_AT_MOST + ". STOP").status == ""


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000, "stop " * 10_000, "don't " * 8_000, "(" * 30_000, "no more " * 8_000 + "!",
        "and then " * 11_111, "Stop texting me. " + "and then " * 2_000 + "x", "w.w@" * 5_000,
    ],
)  # fmt: skip
@pytest.mark.timeout(60)  # a buyer's page waits for this, and everybody else's writing with it
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    kind_of(text)


def column(name: str, header: str) -> list[str]:
    with gzip.open(DATA / "text" / name, "rt", encoding="utf-8", errors="replace") as file:
        return [row[header] for row in csv.DictReader(file)]


def statuses(texts: list[str]) -> Counter[str]:
    return Counter(kind_of(text).status for text in texts)


@needs_data
def test_tweets_to_airlines_raise_next_to_no_false_stop() -> None:
    counted = statuses(column("airline_reasons.csv.gz", "text"))
    assert counted.total() > 10_000
    assert counted["OPT_OUT"] <= 4, "three of the four do tell a brand to stop"
    assert counted["AUTO_REPLY"] == counted["NOT_THE_BUYER"] == 0


@needs_data
def test_ten_thousand_questions_to_a_bank_raise_one_false_stop() -> None:
    counted = statuses(column("banking77_train.csv.gz", "text"))
    assert counted["OPT_OUT"] <= 1
    assert counted["AUTO_REPLY"] == 0


@needs_data
def test_people_bargaining_in_chat_raise_none() -> None:
    with gzip.open(DATA / "dialogues/craigslist_bargain_validation.json.gz", "rt", encoding="utf-8") as file:
        events = [event for dialogue in json.load(file) for event in dialogue["events"]]
    counted = statuses([event["data"] for event in events if event["action"] == "message"])
    assert counted.total() > 4_000
    assert counted["OPT_OUT"] == counted["AUTO_REPLY"] == counted["NOT_THE_BUYER"] == 0
