"""Which column names mean which of our fields: a table, best names first.

Names are compared as `plain_name` writes them: lower case, no accents, no signs, words parted by one space. English
first, then Spanish, French, German. Names of the large CRMs stand among the others; none needs a rule of its own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FIELDS: dict[str, str] = {
    "external_id": "the deal's own number in the CRM",
    "name": "what the deal is called",
    "product": "the unit or product",
    "year": "the unit's year",
    "make": "the unit's make",
    "model": "the unit's model",
    "trim": "the unit's trim",
    "stock": "the unit's stock number",
    "buyer_name": "the buyer's whole name",
    "first_name": "the buyer's first name",
    "last_name": "the buyer's last name",
    "company": "the buyer's company",
    "mobile": "the buyer's mobile number",
    "phone": "the buyer's number",
    "email": "the buyer's e-mail",
    "amount": "the amount",
    "currency": "the currency",
    "stage": "the stage",
    "outcome": "open, won or lost",
    "won": "whether it was won",
    "lost": "whether it was lost",
    "closed": "whether it is closed",
    "deleted": "whether the CRM deleted it",
    "opened_at": "when it began",
    "closed_at": "when it closed",
    "won_at": "when it was won",
    "lost_at": "when it was lost",
    "owner": "whose deal it is",
    "owner_email": "the e-mail of the one whose deal it is",
    "reason": "why it was lost, as the CRM has it",
    "reason_words": "notes on why it was lost",
    "next_step": "the next step",
    "next_at": "the next appointment",
    "source": "where the buyer came from",
    "state": "the buyer's state",
    "probability": "the CRM's own chance",
    "stop": "whether they said not to contact them",
    "condition": "what the deal was like",
}

NAMES: dict[str, str] = {
    "external_id": """deal id|opportunity id|record id|record id deal|opportunity number|opportunity no|opportunity ref|
        potential id|deal number|deal no|deal record id|hs object id|lead id|leadid|lead number|lead no|mql id|prospect id|prospect no|
        up id|customer lead id|quote id|quoteid|quote number|order id|order number|ticket number|inquiry id|enquiry id|
        transaction id|crm id|external id|reference|ref|ref no|case|case id|sales id|sale id|opp id|opp number|id|uid|guid|key|
        id de negocio|id de oportunidad|numero de oportunidad|id affaire|id de l opportunite|numero d affaire|
        opportunity topic id|verkaufschance id|deal nummer|angebotsnummer|vorgangsnummer|auftragsnummer|nummer""",
    "name": """deal name|dealname|deal title|opportunity name|potential name|deal|opportunity|potential|title|topic|subject|
        opp name|project|project name|opportunity title|lead title|negocio|nombre del negocio|nombre de la oportunidad|
        oportunidad|nombre del trato|trato|affaire|nom de l affaire|nom de l opportunite|opportunite|titre|
        verkaufschance|name der verkaufschance|thema|projekt|geschaft|deal bezeichnung|bezeichnung""",
    "product": """unit|vehicle|vehicle of interest|desired vehicle|vehicle description|year make model|ymm|boat|rv|coach|
        unit of interest|vehicle interest|interested in|product|product name|product interest|item|model description|
        unit description|equipment|machine|package|plan|products|line item|supplies subgroup|producto|vehiculo|unidad|modelo de interes|
        produit|vehicule|article|produkt|fahrzeug|artikel|modellbezeichnung|business segment""",
    "year": "year|vehicle year|unit year|model year|desired year|ano|annee|baujahr|modelljahr",
    "make": "make|vehicle make|unit make|desired make|brand|manufacturer|marca|marque|marke|hersteller",
    "model": "model|vehicle model|unit model|desired model|modelo|modele|modell",
    "trim": "trim|vehicle trim|trim level|series",
    "stock": "stock|stock no|stock number|stk|stk no|stock num|vehicle stock|vehicle stock number|stocknumber|lagernummer",
    "buyer_name": """customer|customer name|buyer|buyer name|client name|client|contact name|contact|contact person|primary contact|
        prospect|prospect name|lead name|lead|guest|guest name|full name|fullname|person name|person|contact full name|
        customer full name|associated contact|associated contact primary|contact person name|shopper|
        cliente|nombre del cliente|nombre completo|comprador|contacto|persona de contacto|acheteur|nom du client|nom complet|
        personne|kunde|kundenname|kaufer|ansprechpartner|kontakt|kontaktperson|interessent|vollstandiger name""",
    "first_name": """first name|firstname|given name|customer first name|buyer first name|contact first name|first|fname|
        lead first name|customer first|nombre|prenom|vorname""",
    "last_name": """last name|lastname|surname|family name|customer last name|buyer last name|contact last name|last|lname|
        lead last name|customer last|apellido|apellidos|nom|nom de famille|nachname|familienname""",
    "company": """account name|account|company name|company|organization name|organisation name|organization|organisation|
        associated company|associated company primary|customer company|business name|business|employer name|potential customer|
        parent account|client company|account company|cuenta|empresa|nombre de la empresa|compania|organizacion|entreprise|
        societe|compte|nom de l entreprise|organisationsname|firma|unternehmen|firmenname|konto""",
    "mobile": """mobile phone|mobile|cell phone|cell|cellphone|mobile number|mobile phone number|cell number|customer cell|
        customer cell phone|contact mobile|person mobile|text number|sms|sms number|movil|telefono movil|celular|portable|mobile telephone|
        telephone portable|mobilnummer|handy|handynummer|mobiltelefon""",
    "phone": """phone|phone number|day phone|home phone|primary phone|telephone|tel|evening phone|work phone|business phone|
        customer phone|buyer phone|contact phone|person phone|phone 1|phone1|best phone|night phone|preferred phone|other phone|
        telefono|numero de telefono|telephone number|numero de telephone|telefon|telefonnummer|rufnummer""",
    "email": """email|e mail|email address|customer email|buyer email|contact email|person email|primary email|email 1|email1|
        e mail address|mail|emailaddress|customer e mail|correo|correo electronico|direccion de correo electronico|courriel|
        adresse e mail|adresse email|adresse mail|e mail adresse|emailadresse""",
    "amount": """amount|deal amount|deal value|value|opportunity amount|opportunity amount usd|close value|sale price|selling price|
        sold price|asking price|price|sales price|total price|total amount|deal size|total|grand total|quote amount|quoted price|
        est revenue|estimated revenue|est value|estimated value|actual revenue|amount in company currency|amount usd|
        deal value usd|total contract value|annual contract value|contract value|msrp|revenue|expected revenue|
        importe|valor|monto|cantidad|precio|valor del negocio|montant|valeur|prix|betrag|wert|deal wert|preis|volumen|
        auftragswert|verkaufspreis|umsatz""",
    "currency": "currency|amount currency|deal currency|currency code|currency iso code|currencyisocode|moneda|divisa|devise|monnaie|wahrung",
    "stage": """deal stage|stage|stage name|stagename|dealstage|sales stage|pipeline stage|opportunity stage|potential stage|
        deal pipeline stage|deal pipeline stage id|current stage|sales step|step|phase|process step|quote stage|lead stage|
        etapa|etapa del negocio|fase|etape|phase de vente|etape de vente|vertriebsphase|verkaufsphase|deal phase""",
    "outcome": """outcome|status|deal status|opportunity result|result|opportunity status|lead status|sold status|sales status|
        forecast type|win loss|won lost|sold lost|disposition|lead disposition|final status|close status|closed status|
        status label|deal outcome|opportunity outcome|sale status|sale result|customer status|statecode|
        estado|estado del negocio|resultado|statut|etat|resultat|ergebnis|abschlussstatus|lead state""",
    "won": """is won|iswon|is closed won|won|closed won|sold|is sold|hs is closed won|converted|bought|purchased|
        ganado|vendido|gagne|vendu|gewonnen|verkauft""",
    "lost": "is lost|is closed lost|closed lost|lost|hs is closed lost|no sale|perdido|perdu|verloren",
    "closed": "is closed|isclosed|is deal closed|is closed numeric|closed|hs is closed|deal closed|cerrado|ferme|geschlossen",
    "deleted": "is deleted|isdeleted|deleted|archived|is archived",
    "opened_at": """create date|created date|createdate|created time|created|created on|created at|date created|deal created|
        deal created on|add time|start date|open date|opened|opened at|open on|engage date|up date|lead date|inquiry date|enquiry date|first contact|
        first contact date|visit date|first visit|date in|entry date|lead created|lead created date|entered|date entered|date|
        deal date|timestamp|record created|original date|hs createdate|fecha de creacion|creado|fecha|fecha de inicio|
        date de creation|cree le|date de debut|erstellt|erstellt am|erstelldatum|erstellungsdatum|datum|beginn""",
    "closed_at": """close date|closed date|closing date|closedate|date closed|closed on|closed at|actual close date|close time|
        deal closed date|actual closing date|completed date|end date|decision date|sold lost date|status date|outcome date|
        expected close date|est close date|estimated close date|fecha de cierre|cerrado el|fecha de cierre real|date de cloture|
        date de fermeture|cloture le|abschlussdatum|schlussdatum|geschlossen am|closed deal date|date of close""",
    "won_at": """won date|date won|won time|won on|sold date|date sold|sale date|delivery date|delivered date|purchase date|
        fecha de venta|fecha ganado|date de vente|date gagnee|gewonnen am|verkaufsdatum""",
    "lost_at": """lost date|date lost|lost time|lost on|dead date|date of loss|closed lost date|loss date|inactive date|
        fecha de perdida|fecha perdido|date de perte|verloren am|verlustdatum""",
    "owner": """deal owner|owner|opportunity owner|potential owner|owner name|sales rep|salesrep|salesperson|sales person|
        sales agent|sales consultant|consultant|rep|rep name|assigned to|assigned rep|salesman|sales associate|sold by|
        account executive|ae|lead owner|contact owner|account owner|quote owner|hubspot owner|hubspot owner id|owner id|
        ownerid|bd agent|bdc agent|internet rep|primary salesperson|primary sales rep|user|agent|sr id|seller|record owner|
        propietario|propietario del negocio|vendedor|responsable|asesor|agente|proprietaire|proprietaire de l affaire|commercial|
        vendeur|besitzer|eigentumer|verkaufer|zustandig|vertriebsmitarbeiter|deal besitzer|betreuer""",
    "owner_email": """owner email|owner e mail|deal owner email|opportunity owner email|sales rep email|rep email|
        salesperson email|assigned to email|user email|email del propietario|email du proprietaire|e mail verkaufer""",
    "reason": """closed lost reason|close lost reason|lost reason|loss reason|reason lost|reason for loss|reason for losing|reason of loss|
        deal lost reason|primary loss reason|primary lost reason|dead reason|no sale reason|reason no sale|inactive reason|
        disposition reason|lost category|why lost|reason code|status reason|closed reason|close reason|reason for closing|
        reason closed|reason|rejection reason|disqualification reason|disqualified reason|unqualified reason|churn reason|
        lost sale reason|lost sub status|hs closed lost reason|motivo de perdida|motivo de la perdida|motivo perdida|
        razon de perdida|razon de la perdida|motivo|raison de la perte|raison perdue|motif de perte|motif|verlustgrund|
        grund fur verlust|grund des verlusts|grund|absagegrund|ablehnungsgrund""",
    "reason_words": """closed lost notes|closed lost details|closed lost comments|lost notes|lost comments|lost reason notes|
        lost reason details|lost reason detail|lost reason comments|lost reason comment|lost reason description|loss notes|
        loss comments|loss description|reason details|reason notes|reason comments|loss reason details|other reason|
        why did we lose|comentarios de perdida|commentaires de perte|verlust notizen|verlust kommentar""",
    "next_step": "next step|next steps|next action|next task|proximo paso|prochaine etape|nachster schritt",
    "next_at": """next appointment|next appt|next appointment date|next appt date|appointment|appointment date|appt date|appt|
        next activity date|next activity|next step date|next contact|next contact date|follow up date|followup date|
        next follow up|next action date|next task date|callback date|proxima cita|proxima actividad|
        fecha de la proxima actividad|cita|prochain rendez vous|prochaine activite|rendez vous|nachster termin|
        nachste aktivitat|termin|wiedervorlage""",
    "source": """lead source|source|original source|original traffic source|deal source|lead origin|origin|channel|
        marketing source|up source|traffic source|opportunity source|ad source|source type|leadsource|route to market|
        fuente|origen|fuente del lead|origine|source du lead|quelle|herkunft|leadquelle|lead quelle""",
    "state": """state|customer state|buyer state|billing state|mailing state|state province|state region|home state|
        st|shipping state|billing state code|mailing state code|province|bundesstaat""",
    "stop": """do not contact|do not call|do not email|do not e mail|do not text|do not mail|dnc|opt out|opted out|email opt out|sms opt out|
        has opted out of email|donotcall|donotemail|unsubscribed|unsubscribed from all email|email opted out|text opt out|
        no contactar|no llamar|ne pas contacter|nicht kontaktieren|keine werbung""",
    "probability": "probability|deal probability|win probability|probabilidad|probabilite|wahrscheinlichkeit",
}

AMBIGUOUS = frozenset({"name", "nombre", "nom"})  # a deal's or a person's: the values and the other columns decide

_ENTITIES = r"(?:properties|property|hs|deals?|opportunity|potential|lead|record|attributes|fields)"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def plain_name(column: str) -> str:
    """'StageName', 'stage_name__c', 'Deal - Stage', 'Étape' as plain words: lower case, no accents, one space."""
    text = column.replace("#", " no ").replace("ß", "ss")
    text = _CAMEL.sub(" ", text) if not text.isupper() else text
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _SIGNS.sub(" ", text).split()
    if len(words) > 1 and words[-1] == "c":
        words.pop()  # Salesforce marks a custom field with __c
    return " ".join(words)


def without_entity(name: str) -> str:
    """'property dealname' and 'lead source' without the word for what they belong to."""
    return re.sub(rf"^(?:{_ENTITIES} )+", "", name)


def _table() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field, names in NAMES.items():
        for rank, name in enumerate(names.replace("\n", " ").split("|")):
            found.setdefault(" ".join(name.split()), (field, rank))
    return found


KNOWN: dict[str, tuple[str, int]] = _table()

# Names nobody listed: words that together mean a field. Read in this order, the first that fits counts.
PATTERNS: tuple[tuple[str, str], ...] = tuple(
    (field, rf"(?:{pattern})")
    for field, pattern in (
        (
            "stop",
            r"\b(?:opt(?:ed)? ?out|do not (?:contact|call|e ?mail|text)|unsubscribed)\b(?!.*\b(?:date|on|at|reason|time)\b)",
        ),
        (
            "",
            r"\b(?:extension|area code|template|quality|catch ?all|confirmed|inferred|assistant|referral|partner|spouse|emergency|"
            r"fax|verified|valid|body|cadence|sequence|associated|synced|e ?mails?ed|sent|hash|encrypted|carrier)\b",
        ),
        (
            "",
            r"\b(?:opt(?:ed)? (?:in|out)|do not|bounce|count|number of|score|days|hours|duration|time in|probab|ratio)",
        ),
        (
            "",
            r"\b(?:cumulative|weighted|previous|prior|last (?:activity|modified|contact|viewed|referenced)|forecast)\b",
        ),
        ("owner_email", r"\b(?:owner|rep|agent|salesperson|consultant|user)\b.*\be ?mail\b"),
        ("reason_words", r"\b(?:lost|loss|dead)\b.*\b(?:notes?|comments?|details?|description|explanation)\b"),
        (
            "reason",
            r"\b(?:lost|loss|lose|dead|closed|no sale)\b.*\breasons?\b|\breasons?\b.*\b(?:lost|loss|dead|closed)\b",
        ),
        ("lost_at", r"\b(?:lost|dead)\b.*\b(?:date|time|on|at)\b|\bdate\b.*\blost\b"),
        ("won_at", r"\b(?:won|sold|delivered)\b.*\b(?:date|time|on|at)\b|\bdate\b.*\b(?:won|sold)\b"),
        ("next_at", r"\b(?:next|upcoming)\b.*\b(?:appointment|appt|date|visit|activity|contact)\b"),
        ("next_step", r"\bnext\b.*\b(?:step|action)\b"),
        ("closed_at", r"\bclos(?:e|ed|ing)\b.*\b(?:date|on|time)\b|\bdate\b.*\bclosed\b"),
        ("opened_at", r"\b(?:created?|creation|opened|added|inquiry|enquiry)\b.*\b(?:date|on|time|at)\b"),
        ("email", r"\be ?mail\b"),
        ("mobile", r"\b(?:cell|mobile|handy)\b"),
        ("phone", r"\b(?:phone|telephone|tel)\b"),
        ("owner", r"\b(?:sales ?(?:rep|person|agent|consultant|associate|man|lead)|assigned to|owner)\b"),
        ("first_name", r"\bfirst ?name\b"),
        ("last_name", r"\b(?:last ?name|surname)\b"),
        ("stage", r"\bstage\b"),
        ("product", r"\b(?:vehicle|unit|product)\b.*\b(?:interest|desired|name|description)\b"),
        ("amount", r"\b(?:deal|sale|quote|opportunity|contract)\b.*\b(?:amount|value|price|total)\b"),
        ("buyer_name", r"\b(?:customer|buyer|contact|client|prospect)\b.*\bname\b"),
        ("company", r"\b(?:company|account|organi[sz]ation|business)\b.*\bname\b"),
        ("source", r"\b(?:lead|deal|traffic|marketing)\b.*\bsource\b"),
    )
)
