"""The sentences of the practice pages, German and English. They belong to no page of the product, so they have a place of their own."""

WORDS = {
    "de": {
        "banner": "Übungsseite: hier fließt kein Geld",
        "explain": "Diese Seite vertritt den Zahlungsdienst Stripe. "
                   "Sie läuft nur auf diesem Rechner; nichts, was du hier drückst, kostet etwas.",
        "title": "Bezahlen üben", "total": "Summe", "until": "Bezahlen bis {time}", "pay": "{total} bezahlen",
        "decline": "Karte wird abgelehnt", "debit": "Per Lastschrift zahlen (dauert Tage)", "cancel": "Abbrechen und zurück",
        "declined": "Die Karte wurde abgelehnt. Versuch es noch einmal oder auf andere Art.",
        "complete": "Hier ist schon bezahlt.", "expired": "Die Zeit zum Bezahlen ist vorbei. Es wurde nichts abgebucht.",
        "unknown": "Diese Seite gibt es nicht.", "back": "Zurück",
        "board": "Übungskonto", "board-explain": "Was beim richtigen Zahlungsdienst später oder von anderen ausgelöst wird.",
        "none": "Noch hat niemand bezahlt.", "arrive": "Lastschrift kommt an", "fail": "Lastschrift platzt",
        "refund": "Alles erstatten", "half": "Hälfte erstatten", "dispute": "Käufer lässt zurückbuchen",
        "won": "Streit gewonnen", "lost": "Streit verloren", "expire": "Seite beenden", "refused": "Das geht gerade nicht: {why}",
        "state-open": "offen", "state-complete": "fertig",
        "state-expired": "abgelaufen", "state-paid": "bezahlt", "state-unpaid": "unbezahlt",
        "state-no_payment_required": "nichts zu zahlen",
    },
    "en": {
        "banner": "Practice page: no money moves",
        "explain": "This page stands in for the payment service Stripe. "
                   "It runs on this computer only; nothing you press here costs anything.",
        "title": "Practise paying", "total": "Total", "until": "Pay until {time}", "pay": "Pay {total}",
        "decline": "Card is declined", "debit": "Pay by bank debit (takes days)", "cancel": "Cancel and go back",
        "declined": "The card was declined. Try again, or another way.",
        "complete": "This has been paid already.", "expired": "The time to pay is over. Nothing was charged.",
        "unknown": "There is no such page.", "back": "Back",
        "board": "Practice account", "board-explain": "What the real payment service or other people would set off later.",
        "none": "Nobody has paid yet.", "arrive": "Debit arrives", "fail": "Debit fails",
        "refund": "Refund all", "half": "Refund half", "dispute": "Buyer disputes",
        "won": "Dispute won", "lost": "Dispute lost", "expire": "End the page", "refused": "Not possible now: {why}",
        "state-open": "open", "state-complete": "complete", "state-expired": "expired", "state-paid": "paid", "state-unpaid": "unpaid",
        "state-no_payment_required": "nothing to pay",
    },
}
