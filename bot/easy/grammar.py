"""What the rules of bot/easy/split.py know of Swedish: words that open a clause, its subject and its finite verb. Regular expressions."""

import re

WORD = re.compile(r"[\w§-]+(?:[.,:]\d+)*")
PRONOUN = r"(?:[Dd]u|[Nn]i|[Vv]i|[Dd]et|[Dd]e|[Mm]an)"
FINITE = (
    r"(?:är|var|har|hade|blir|blev|finns|fanns|får|fick|ges|ger|gör|görs|går|gick|kommer|tar|tas|kan|kunde|ska|skulle|måste|bör|borde|vill"
    r"|behöver|behövs|krävs|kräver|gäller|gällde|står|ligger|heter|hette|kallas|innebär|betyder|omfattar|omfattas|ingår|sker|består"
    r"|beslutar|bestämmer|bedömer|prövar|avgör|ansvarar|sköter|hanteras|hanterar|räknas|räknar|betalar|söker|ansöker|anmäler|ringer"
    r"|lämnar|hämtar|skickar|skriver|väljer|loggar|fyller|följer|kontrollerar|kontaktar|använder|används|erbjuder|erbjuds|kostar|börjar"
    r"|slutar|bor|hyr|ber|vänder|når|läser|visar|utreds|utreder|sänks|höjs|förlorar|delas|fördelas|stänger|öppnar|gjorde|började|infördes"
    r"|publiceras|publicerades|saknar|saknas|beror|bygger|tog|togs|sänkte|höjde|lanserades|trädde|skrivs|nämns|regleras|godkänner|förmedlar)"
)
ADVERB = r"(?:[Dd]å|[Dd]är|[Ss]edan|[Dd]ärefter|[Dd]essutom|[Aa]nnars|[Nn]u|[Hh]är)"
FRONTED = (
    r"om|när|vid|på|i|för|till|från|med|efter|före|innan|sedan|enligt|utan|under|av|att|som|mellan|hos|genom|även|bara"
)
NOUN_PHRASE = rf"(?!(?:{FRONTED})\b)(?:(?!(?:som|att|om|när|där|{FINITE})\b)[\w-]+ ){{1,4}}"
CLAUSE = re.compile(rf"(?i:{PRONOUN} {FINITE}|{ADVERB} {FINITE}|{NOUN_PHRASE}{FINITE})\b")
"""Opens with subject and verb, or adverb and verb: a main clause."""
SAYING = re.compile(r"\batt\b|\b(?:säger|anger|påpekar|skriver|råder|menar|visar|föreslår)\b")
"""After these, what follows "och" may still be what is said."""
DOUBT = re.compile(
    r"\b(?:är|har) inte (?:\w+ )?(?:känd|känt|kända|kontrollera[dt]\w*)$|\bkan ha (?:ändrats|bytts|löpt ut)\b|\bsaknar datum$"
)
SUBJECT = re.compile(
    rf"(?P<subject>{PRONOUN}|[A-ZÅÄÖ][\w-]+(?:en|et|na)|Falu kommun|(?:Din|Ditt|Dina) [\w-]+) (?P<verb>{FINITE})\b(?! \w+s och)"
)
THEY = r"(?:du|ni|det|den|de|man|barnet|kommunen|din [\w-]+|ditt [\w-]+|dina [\w-]+)"
DEFINITE_NOUN = r"[a-zåäö]{3,}(?:en|et|na)"
GOES_ON = rf"(?:{FINITE} {THEY}|(?:ska|måste|kan|bör|gäller|utreds|fördelas|räknas|prövas|betalas) {DEFINITE_NOUN})\b(?! (?:som|datum))"
"""Verb and subject, where a condition ends and what follows from it begins: "Får du avslag | kan du överklaga"."""
NO_VERB = r"(?!(?:Hur|Var|Vad|När|Här|Där|Hos|Tills|Efter|Under|Över|Utöver|Eller|Senare|Annars|Dessutom)\b)"
ASKED = re.compile(
    rf"(?P<asked>{NO_VERB}(?:[A-ZÅÄÖ][a-zåäö]*[rs]|Ska|Vill|Kan) (?:{THEY}|{DEFINITE_NOUN})\b.{{6,}}?),? (?P<main>{GOES_ON}.*)$"
)
IF = re.compile(
    rf"(?P<asked>Om (?P<you>du|ni|man)(?P<denied> inte)? (?P<verb>{FINITE})\b(?P<rest>.{{4,}}?)),? (?P<main>{GOES_ON}.*)$"
)
HEDGED = re.compile(
    r"\b(?:preliminär|odatera|äldre|uppgift|blogg|troligen|uppges|osäker|andra ?hand|återgiv|\w*sammanfattning|bör\b)"
    r"|\b(?:(?!(?:inte|måste|både|arbete|möte)\b)\w{2,}(?:de|des|te|tes)|var|fick|blev|tog|gick|såg|kom|deltog|gjorde|skulle)\b"
    r"|\benligt (?:\w+ )?råd\b|\bhar \w+ts?\b"
)
"""Words that make a claim uncertain, or advice, or tell of the past."""
SOURCED = re.compile(r",? (?:enligt|råder|säger|hävdar) [^,;]+(?:, som [^,]+)?$")
HOLDS_FOR_ALL = re.compile(r"I [A-ZÅÄÖ]|År|Sedan|Från|Enligt|Under|Hösten|Våren")
NAME = r"(?:[A-ZÅÄÖ][\w-]+ )*[A-ZÅÄÖ][\w-]+"
ONE = r"(?:en|ett) (?:[\w-]+ )?[\w-]+"
RELATIVE = re.compile(
    rf"(?P<head>.*? (?:(?P<name>{NAME})|(?P<named>[a-zåäö-]+(?:en|et|ön|na))|en (?P<person>[\w-]+are))), som (?:(?P<you>du|ni|man|vi) )?"
    rf"(?:(?P<adverb>också|ofta|tidigare|inte|även) )?(?P<verb>(?(named)(?:kallas|heter|hette)|{FINITE}))(?P<rest> [^,]+)$"
)
"""A clause about a name, or about a person who was just introduced; about another word only what else it is called, since "som" may
point further back."""
WHERE = re.compile(rf"(?P<head>[^,]+), där (?P<you>du|ni|man|vi|det) (?P<verb>{FINITE})(?P<rest> [^,]+)$")
GOVERNS = re.compile(r"\b(?:att|som|om|när|där|eftersom|kan|ska|måste|får|bör|vill)\b|,")
"""Words that may rule what follows "och" too."""
