"""What the sample organisation has written. Nobody real says anything here."""

from dataclasses import dataclass
from datetime import datetime, time

from eventsvc.ticket_types.type_service import TypeWish

ORGANISATION = {
    "slug": "ai-for-hamburg",
    "name": "AI for Hamburg",
    "legal_name": "AI for Hamburg e. V.",
    "represented_by": "Ada Ahrens, Ben Brandt",
    "street": "Musterweg 1",
    "postcode_city": "20095 Hamburg",
    "email": "kontakt@ai.example",
    "phone": "+49 40 5550 100",
    "register_entry": "Amtsgericht Hamburg, VR 00000",
    "tax_number": "17/000/00000",
    "editor_name": "Cem Çelik",
    "tagline_de": "Wo sich Hamburgs KI trifft",
    "tagline_en": "Where Hamburg's AI meets",
    "lede_de": "Vorträge, Werkstätten und Begegnungen zwischen Elbe und Pazifik. Ohne Konto, mit zwei Angaben angemeldet.",
    "lede_en": "Talks, workshops and encounters between the Elbe and the Pacific. No account, registered with two details.",
    "terms_de": (
        "Der Vertrag über ein Ticket kommt zustande, wenn die Bestellung mit einer Mail bestätigt ist. Das Ticket gilt, sobald es bezahlt ist.\n\n"
        "Es lässt sich bis zum Beginn weitergeben. Fällt der Abend aus, kommt der ganze Preis zurück."
    ),
    "terms_en": (
        "The contract about a ticket is made when the order is confirmed by mail. The ticket is valid as soon as it is paid.\n\n"
        "It can be passed on until the beginning. If the evening is called off, the whole price comes back."
    ),
    "accent": "#0b5a78",
    "home_zone": "Europe/Berlin",
    "home_city": "Hamburg",
}

TEAM = (
    ("Ada Ahrens", "ada@ai.example", "owner"),
    ("Ben Brandt", "ben@ai.example", "manager"),
    ("Cem Çelik", "cem@ai.example", "editor"),
    ("Dora Duman", "dora@ai.example", "finance"),
)

TALKS = {
    "slug": "transatlantic-ai-talks",
    "title_de": "Transatlantic AI Talks",
    "title_en": "Transatlantic AI Talks",
    "text_de": "Abend in Hamburg, Morgen in San Francisco: zwei kurze Vorträge und ein Gespräch über den Atlantik, viermal im Jahr.",
    "text_en": "Evening in Hamburg, morning in San Francisco: two short talks and a conversation across the Atlantic, four times a year.",
    "home_zone": "Europe/Berlin",
    "home_city": "Hamburg",
    "partner_zone": "America/Los_Angeles",
    "partner_city": "San Francisco",
    "cover": "bridge",
    "default_venue": "Speicher am Beispielkai",
    "default_street": "Beispielkai 1",
    "default_postcode_city": "20457 Hamburg",
    "default_room": 180,
    "default_online": 1000,
}

CAMPUS = {
    "slug": "campus-und-start-ups",
    "title_de": "Campus und Start-ups",
    "title_en": "Campus and start-ups",
    "text_de": "Studierende, Forschende und junge Firmen an einem Tisch: kleine Runden, kurze Wege.",
    "text_en": "Students, researchers and young companies at one table: small circles, short ways.",
    "home_zone": "Europe/Berlin",
    "home_city": "Hamburg",
    "partner_zone": None,
    "partner_city": None,
    "cover": "gables",
    "default_venue": "Halle am Musterplatz",
    "default_street": "Musterplatz 4",
    "default_postcode_city": "20146 Hamburg",
    "default_room": 120,
    "default_online": None,
}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One event of the sample data; `guests` are (in the room, online)."""

    series: str | None
    title_de: str
    title_en: str
    summary_de: str
    summary_en: str
    start: datetime
    end: datetime
    text_de: str = ""
    text_en: str = ""
    doors: time | None = None
    room: int | None = None
    online: int | None = None
    venue: str = "Speicher am Beispielkai"
    street: str = "Beispielkai 1"
    postcode_city: str = "20457 Hamburg"
    access_de: str = "Stufenfrei, Aufzug, Induktionsanlage, reservierte Plätze"
    access_en: str = "Step-free, lift, induction loop, reserved seats"
    spoken_de: str = "Vorträge auf Englisch, Live-Untertitel auf Deutsch und Englisch"
    spoken_en: str = "Talks in English, live captions in German and English"
    cover: str = ""
    programme: tuple[tuple[time, str, str], ...] = ()
    speakers: tuple[tuple[str, str, str], ...] = ()
    state: str = "published"
    reason_de: str = ""
    reason_en: str = ""
    guests: tuple[int, int] = (0, 0)
    sold_out: bool = False
    waiting: int = 0
    asks: bool = False
    company: bool = False
    applying: tuple[str, ...] = ()


def _at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001  a wall time


COMPANY = TypeWish(
    kind="room", name_de="Vor Ort, Unternehmen", name_en="In the room, company", note_de="Mit Rechnung", note_en="With an invoice",
    price_cents=6000, max_each=4,
)
EVENTS = (
    Sample(
        series="talks",
        asks=True,
        title_de="Vom Labor in den Hafen: KI, die anlegt",
        title_en="From lab to harbour: AI that ships",
        summary_de="Zwei kurze Vorträge, ein Gespräch über den Atlantik und viel Zeit zum Kennenlernen. Im Speicher in Hamburg und live im Netz.",
        summary_en="Two short talks, a conversation across the Atlantic and plenty of time to meet. In the warehouse in Hamburg and live online.",
        text_de=(
            "Gute Modelle entstehen im Labor. Nützlich werden sie dort, wo Schiffe be- und entladen, Akten bearbeitet und Patienten versorgt "
            "werden. Der erste Abend der Reihe fragt, wie dieser Weg kürzer wird: was Hamburger Labore und Betriebe gelernt haben und was zur "
            "gleichen Stunde an der Westküste anders läuft.\n\nFür Studierende, Forschende, Gründerinnen und Gründer und alle, die KI in einem "
            "Betrieb einführen."
        ),
        text_en=(
            "Good models are made in the lab. They become useful where ships are loaded, files are handled and patients are cared for. The first "
            "evening of the series asks how this way gets shorter: what Hamburg's labs and companies have learned, and what goes differently at "
            "the same hour on the West Coast.\n\nFor students, researchers, founders and everybody who brings AI into a company."
        ),
        start=_at(2027, 4, 19, 18), end=_at(2027, 4, 19, 20), doors=time(17, 30), room=180, online=1000, cover="bridge", guests=(171, 108),
        programme=(
            (time(17, 30), "Türen offen, Ankommen", "Doors open, arriving"),
            (time(18, 0), "Begrüßung auf beiden Seiten", "Welcome on both sides"),
            (time(18, 10), "Vortrag 1: Vom Prototyp zum Kai", "Talk 1: From prototype to quay"),
            (time(18, 35), "Vortrag 2: Was ein Modell im Betrieb kostet", "Talk 2: What a model costs in operation"),
            (time(19, 0), "Gespräch mit Fragen aus Saal und Netz", "Conversation with questions from the room and the net"),
            (time(19, 30), "Drei Start-ups, je drei Minuten", "Three start-ups, three minutes each"),
            (time(20, 0), "Ende des Streams, Getränke im Foyer", "End of the stream, drinks in the foyer"),
        ),
        speakers=(
            ("Ada A.", "Vortrag 1, Hamburg", "Talk 1, Hamburg"),
            ("Ben B.", "Vortrag 2, San Francisco (live zugeschaltet)", "Talk 2, San Francisco (live by video)"),
            ("Cem C.", "Moderation", "Host"),
            ("Dora D.", "Fragen aus dem Netz", "Questions from the net"),
        ),
    ),
    Sample(
        series=None,
        title_de="Sprechstunde: KI und Recht",
        title_en="Office hour: AI and the law",
        summary_de="Eine Stunde für Fragen: Was gilt für Trainingsdaten, was gehört in einen Vertrag, was fragt die Aufsicht?",
        summary_en="An hour for questions: what holds for training data, what belongs in a contract, what does the authority ask?",
        start=_at(2027, 4, 29, 17), end=_at(2027, 4, 29, 18), online=300, venue="", street="", postcode_city="", access_de="", access_en="",
        spoken_de="Auf Deutsch, mit Untertiteln", spoken_en="In German, with captions", cover="hills", guests=(0, 34),
    ),
    Sample(
        series="campus",
        title_de="Studierende treffen Start-ups",
        title_en="Students meet start-ups",
        summary_de="Zwölf Firmen, zwölf Tische, je acht Minuten. Wer mag, bringt einen Lebenslauf mit.",
        summary_en="Twelve companies, twelve tables, eight minutes each. Bring a CV if you like.",
        start=_at(2027, 5, 4, 19), end=_at(2027, 5, 4, 22), doors=time(18, 30), room=40, venue="Halle am Musterplatz", street="Musterplatz 4",
        postcode_city="20146 Hamburg", spoken_de="Auf Deutsch und Englisch", spoken_en="In German and English", cover="gables",
        guests=(40, 0), sold_out=True, waiting=9,
    ),
    Sample(
        series=None,
        title_de="Besuch im Rechenzentrum",
        title_en="Visit to the data centre",
        summary_de="Eine Führung zwischen Kühlung, Schränken und Notstrom.",
        summary_en="A tour between cooling, racks and emergency power.",
        start=_at(2027, 5, 20, 14), end=_at(2027, 5, 20, 16), room=40, venue="Hafenrand", street="Hafenrand 12", postcode_city="20457 Hamburg",
        cover="cranes", state="cancelled", reason_de="Das Haus kann an diesem Tag keine Gruppen empfangen.",
        reason_en="The house cannot receive groups on that day.", guests=(18, 0),
    ),
    Sample(
        series="talks",
        title_de="Rechnen am Wasser: Energie für KI",
        title_en="Computing by the water: energy for AI",
        summary_de="Woher der Strom kommt, wohin die Wärme geht, und was das über die Modelle von morgen sagt.",
        summary_en="Where the power comes from, where the heat goes, and what that says about tomorrow's models.",
        start=_at(2027, 6, 16, 18), end=_at(2027, 6, 16, 20), doors=time(17, 30), room=180, online=1000, cover="tide", guests=(24, 12),
        applying=(
            "Kaikran plant Umschlag mit einem Modell, das auf den Kränen selbst rechnet.", "Lotse findet für Schiffe den kürzesten Weg.",
            "Nebelhorn hört, was Kameras nicht sehen.", "Tidenplan rechnet Ebbe und Flut in Strom um.", "Pegel misst, was niemand ablesen mag.",
        ),
    ),
    Sample(
        series="talks",
        title_de="Robotik zwischen Kai und Kalifornien",
        title_en="Robots from quay to California",
        summary_de="Greifen, fahren, begreifen: was Roboter im Hafen können und was sie aus Simulationen lernen.",
        summary_en="Gripping, driving, grasping: what robots can do in a port and what they learn from simulations.",
        start=_at(2027, 9, 20, 18), end=_at(2027, 9, 20, 20), doors=time(17, 30), room=180, online=1000, cover="cranes",
    ),
    Sample(
        series="talks",
        title_de="Was Maschinen an Sprache lernen",
        title_en="What machines learn from language",
        summary_de="Zwei Vorträge über Sprachmodelle, die wenig Daten brauchen, und ein Gespräch darüber, was Übersetzen heißt.",
        summary_en="Two talks on language models that need little data, and a conversation on what translating means.",
        start=_at(2027, 11, 3, 18), end=_at(2027, 11, 3, 20), doors=time(17, 30), room=180, online=1000, cover="hills",
    ),
    Sample(
        series="campus",
        title_de="Werkstatt: Das erste eigene Modell",
        title_en="Workshop: Your first own model",
        summary_de="Drei Stunden, ein kleines Modell, am Ende läuft es auf dem eigenen Rechner.",
        summary_en="Three hours, one small model, and in the end it runs on your own computer.",
        start=_at(2027, 10, 12, 16), end=_at(2027, 10, 12, 19), room=24, venue="Halle am Musterplatz", street="Musterplatz 4",
        postcode_city="20146 Hamburg", cover="gables", guests=(15, 0), company=True,
    ),
    Sample(
        series="campus",
        title_de="Sommerabend der Labore",
        title_en="The labs' summer evening",
        summary_de="Offene Türen, offene Fragen. Das Programm entsteht noch.",
        summary_en="Open doors, open questions. The programme is in the making.",
        start=_at(2027, 7, 8, 18), end=_at(2027, 7, 8, 21), room=120, venue="Halle am Musterplatz", street="Musterplatz 4",
        postcode_city="20146 Hamburg", cover="tide", state="draft",
    ),
)

FIRST_NAMES = (
    "Ada", "Ben", "Cem", "Dora", "Emil", "Fatma", "Greta", "Hana", "Ivo", "Jana", "Kim", "Lea", "Milan", "Nora", "Omar", "Paula", "Quyên",
    "Rosa", "Sami", "Tilda", "Uwe", "Vera", "Wim", "Xenia", "Yara", "Zoë", "Änne", "Jörg", "İpek", "Łukasz",
)
LAST_NAMES = (
    "Ahrens", "Brandt", "Çelik", "Duman", "Ebert", "Fuchs", "Groß", "Horváth", "Ilić", "Jørgensen", "Krüger", "Łukasik", "Müller", "Nguyễn",
    "Okafor", "Petersen", "Quast", "Rossi", "Schröder", "Tanaka", "Uhl", "Voß", "Weiß", "Yılmaz", "Zimmermann",
)
PLACES = ("uni.example", "firma.example", "labor.example", "hochschule.example")
