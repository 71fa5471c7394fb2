"""Words by which a column tells what it is, in seven languages. Without accents, small letters; `*` stands for any ending or,
in front, any beginning, for languages that write in one word what others write in three. Data alone."""

from __future__ import annotations

from typing import Final


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS: Final[dict[str, frozenset[str]]] = {
    name: words(text)
    for name, text in {
        "close": "close closed closing closure closes won lost loss losing lose winning win winloss decision decided signed signing signature "
        "awarded converted conversion cancelled canceled cancellation cancel churn churned "
        "cierre cerrado cerrada perdida perdido perdidas ganado ganada firma cancelacion cloture clos fermeture perdu perdue gagne gagnee signe "
        "perte echec abandon annulation chiusura chiuso chiusa perso persa vinto vinta perdita fechamento fechado fechada encerramento "
        "encerrado perda ganho ganha abschluss* geschlossen verlust* verloren gewonnen gewinn abgeschlossen absage* "
        "entscheidung* storno* afsluit* gesloten sluiting* verlies* gewonnen beslissing*",
        "lost": "lost loss losing lose rejection rejected refusal decline declined cancellation churn disqualified disqualification "
        "perdida perdido perdidas rechazo perdu perdue perte refus echec abandon perso persa perdita rifiuto perda perdido recusa verlust* verloren "
        "absage* ablehnung* storno* verlies* afwijzing* verloren",
        "when": "date day time at on dt datetime timestamp month year quarter week fecha data datum *datum jour dia zeit hora tijd zeitpunkt "
        "*zeitpunkt jahr mois mes mese giorno *dag",
        "value": "value amount price revenue total margin importe valor montant betrag wert valore bedrag summe preis *wert *betrag *summe "
        "*preis prix precio prezzo preco prijs waarde omzet umsatz",
        "reason": "reason reasons why cause motivo motivos raison raisons motif motifs grund gruende *grund *gruende razon causa reden "
        "*reden ursache motivazione motivacao",
        "duration": "duration elapsed dauer duree duracion duracao durata duur *dauer *duur verstrichen verstrichene transcurrido transcurridos "
        "ecoule ecoules trascorso trascorsi decorrido decorridos verlopen",
        "days": "days day hours weeks months minutes seconds time tage tagen *tage *tagen dias jours giorni dagen horas heures ore stunden *stunden wochen "
        "semanas semaines settimane zeit *zeit tiempo temps tempo tijd tempos",
        "whole_days": "days tage tagen *tage *tagen dias jours giorni dagen",
        "total": "total totals gesamt gesamt* insgesamt totale totaux totales totaal totaal* overall",
        "ratio": "ratio share proportion percent pct anteil quote verhaeltnis proporcion proporcao part quota rapporto aandeel verhouding",
        "stage": "stage stages phase phasen* phases etapa etapas etape etapes fase fasi fasen step steps stufe* status pipeline *phase *phasen "
        "funnel estado statut",
        "count": "count counts number changes change num nb nr anzahl *anzahl *wechsel wechsel numero nombre cambios changements cambi mudancas "
        "aantal wijzigingen moves transitions",
        "sale": "deal deals sale sales selling opportunity opportunities opp opps lead leads stage stages pipeline cycle process funnel call calls "
        "conversation negotiation close closed closing closure won qualified qualification validated identified decision proposal quote "
        "venta ventas oportunidad negociacion llamada ciclo proceso etapa cierre vente ventes affaire appel cycle opportunite etape "
        "negociation cloture vendita vendite trattativa chiamata opportunita chiusura venda vendas oportunidade chamada fechamento "
        "verkauf* vertrieb* abschluss* anruf* gespraech* verhandlung* phase* verkoop* gesprek* deal* onderhandeling* afsluit*",
        "last": "last latest final most_recent letzte letzter letztes letzten ultima ultimo ultimas derniere dernier laatste",
        "activity": "activity activities modified modification update updated touch touched changed change edited action notable status stage "
        "contacted aktivitaet* geaendert aenderung bearbeitet kontakt* actividad modificacion cambio contacto activite modification contact "
        "attivita modifica contatto atividade alteracao contato activiteit gewijzigd",
        "judged": "quality rating score grade temperature likelihood probability forecast confidence qualitaet wahrscheinlichkeit* bewertung* "
        "calidad probabilidad qualite probabilite qualita probabilita qualidade probabilidade kwaliteit kans",
        "written": "tag tags note notes comment comments remark remarks outcome result disposition status notiz* bemerkung* kommentar* "
        "ergebnis* notas comentario comentarios resultado remarque remarques commentaire resultat esito risultato commento opmerking* uitkomst",
        "after": "invoice invoiced invoicing billed billing commission payout delivered delivery handover onboarding contracted "
        "rechnung* provision auslieferung* factura facturado comision entrega facture commission livraison fattura provvigione consegna fatura "
        "comissao factuur provisie levering*",
        "actual": "actual final realised realized effective tatsaechlich* endgueltig* real definitivo effectif reel definitif effettivo efetivo "
        "werkelijk* uiteindelijk*",
        # What takes the suspicion away.
        "expected": "expected planned estimated estimate target forecast scheduled preferred desired anticipated requested list asking "
        "voraussichtlich* geplant* erwartet* wunsch* previsto prevista prevu prevue estimado esperado estime previsto verwacht* gewenst*",
        "before": "previous prior past before earlier historical history since old former vorher* frueher* anterior anteriores precedent "
        "precedente previo previa vorige eerdere desde depuis seit sinds da ago",
        "theirs": "contract loan lease leasing warranty subscription trial plan policy credit financing mortgage membership store shop shift "
        "office school trip travel commute flight opening visit drive stock inventory lot contrato contrat vertrag* kredit* garantie* garantia "
        "leasing* prestamo pret contratto garanzia prestito mutuo emprestimo lening* school* bildungs* schul*",
    }.items()
}

CLOSING, DURING, JUDGED = (
    "the end of a deal",
    "how long it took or what happened on the way",
    "a judgement kept to the end",
)

NAME_RULES: Final[tuple[tuple[bool, str, tuple[str, ...]], ...]] = (
    # strong or not, what it is about, every one of these kinds of words must be there
    (True, CLOSING, ("close", "when")),
    (True, CLOSING, ("close", "value")),
    (True, CLOSING, ("lost", "reason")),
    (True, CLOSING, ("close", "reason")),
    (True, DURING, ("duration", "sale")),
    (True, DURING, ("total", "days", "sale")),
    (True, DURING, ("ratio", "days", "sale")),
    (True, DURING, ("ratio", "days", "total")),
    (True, DURING, ("stage", "count")),
    (True, DURING, ("days", "stage")),
    (True, DURING, ("days", "close")),
    (True, DURING, ("last", "activity")),
    (False, CLOSING, ("close",)),
    (False, CLOSING, ("reason",)),
    (False, CLOSING, ("actual", "value")),
    (False, CLOSING, ("after",)),
    (False, DURING, ("duration",)),
    (False, DURING, ("total", "whole_days")),
    (False, DURING, ("ratio", "days")),
    (False, DURING, ("days", "sale")),
    (False, DURING, ("stage",)),
    (False, JUDGED, ("judged", "sale")),
    (False, JUDGED, ("written",)),
)
WHOLE_NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(
        words(
            "closedate dateclosed closeddate lossreason lostreason winreason reasonlost reasonwon closedlostreason closedwonreason "
            "closevalue wonvalue iswon isclosed islost closed won lost wondate lostdate closedat closedon winloss verlustgrund "
            "abschlussdatum gewonnen verloren"
        ),
        CLOSING,
    ),
    **dict.fromkeys(
        words(
            "duration elapsed elapsedtime elapseddays totaldays dauer duree duracion duracao durata duur gesamtdauer salescycle "
            "salescyclelength salescycledays cycletime daystoclose timetoclose dealage ageatclose durationdays durationseconds "
            "durationsec durationminutes durationmin"
        ),
        DURING,
    ),
}
WEAK_WHOLE_NAMES: Final = words(
    "probability likelihood confidence forecastcategory forecast wahrscheinlichkeit probabilidad probabilite"
)
OUTCOME_WORDS: Final = words(
    "won lost loss closed accepted rejected declined cancelled canceled gewonnen verloren abgesagt ganado perdido gagne perdu "
    "vinto perso ganho fechado gesloten"
)

PERSON: Final = words(
    "owner rep reps salesperson salesman saleswoman salesrep seller agent advisor adviser closer consultant employee representative "
    "manager besitzer inhaber verkaeufer* betreuer* berater* mitarbeiter* vertreter* sachbearbeiter* vendedor vendedora asesor comercial "
    "responsable agente gestor vendeur vendeuse conseiller commercial charge venditore commerciale consulente responsabile consultor "
    "responsavel verkoper* vertegenwoordiger* accountmanager assignee assigned"
)
NOT_A_PERSON: Final = words(
    "type types count number previous prior first second home house status share pct percent size years tenure region team segment class "
    "since days age category typ art anzahl tipo numero nombre nb"
)
NAME: Final = words("name names nombre nom nome naam vorname nachname surname lastname firstname fullname apellido apellidos prenom cognome sobrenome "
                        "achternaam voornaam kundenname")  # fmt: skip
NAME_OF_A_BUYER: Final = words(
    "customer client buyer contact lead account company prospect first last full person user kunde kunden kontakt firma cliente contacto "
    "empresa acheteur client entreprise societe azienda contatto klant bedrijf comprador middle family given maiden"
)
WHO: Final = words(
    "name customer client buyer account company prospect organisation organization kunde firma cliente empresa entreprise societe azienda "
    "klant bedrijf comprador acheteur contact email mail phone telephone mobile fax address street strasse adresse direccion indirizzo endereco "
    "adres telefon telefono telefone telefoon handy ssn iban vin plate linkedin"
)
CONTACTS: Final = words("email mail phone telephone mobile fax ssn iban telefon telefono telefone telefoon handy")
POSTCODE: Final = words("zip zipcode postcode postalcode plz postleitzahl cp cep")
POSTCODE_PAIRS: Final = (("zip", "code"), ("postal", "code"), ("post", "code"), ("codigo", "postal"), ("code", "postal"), ("codice", "postale"))  # fmt: skip
PROTECTED: Final = words(
    "gender sex race ethnicity ethnic religion religious marital nationality disability disabled pregnant pregnancy veteran birthdate "
    "birthday birthyear dob birth orientation geschlecht religion familienstand staatsangehoerigkeit nationalitaet behinderung geburtsdatum "
    "genero sexo raza etnia nacionalidad discapacidad nacimiento genre sexe nationalite religion naissance handicap genere sesso razza "
    "nazionalita nascita disabilita raca nacionalidade nascimento geslacht nationaliteit geboortedatum burgerlijke salutation anrede "
    "civilite"
)
PROTECTED_PAIRS: Final = (
    ("estado", "civil"),
    ("etat", "civil"),
    ("stato", "civile"),
    ("skin", "color"),
    ("national", "origin"),
)
AGE: Final = words("age edad alter eta idade leeftijd")
AGE_OF: Final = words("customer client buyer person applicant driver borrower contact group band range bracket years in kunde kunden cliente klant")  # fmt: skip
IDS: Final = words(
    "id ids number no num nr key code guid uuid ref reference nummer numero index idx row rowid cust case"
)
