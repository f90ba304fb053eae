"""Subjects as web pages in the markup of the content management systems that Swedish municipalities use.

Written after the structure of pages that these systems publish: landmarks, classes, cookie banners, menus, share buttons,
accordions, fee tables, contact boxes, dates. No text or code of theirs.
"""

from collections.abc import Callable

from tests.subjects import Subject

Render = Callable[[Subject, list[tuple[str, str]], str], str]
"""(subject, (address, name) of pages to link to, the page's own address) -> HTML."""
MENU = (
    "Barn och utbildning",
    "Omsorg och stöd",
    "Bygga, bo och miljö",
    "Trafik och resor",
    "Kommun och politik",
    "Uppleva och göra",
)


def menu(links: list[tuple[str, str]]) -> str:
    items = [("/", "Startsida"), *((f"/avdelning/{number}", name) for number, name in enumerate(MENU)), *links]
    return "<ul>" + "".join(f'<li><a href="{address}">{name}</a></li>' for address, name in items) + "</ul>"


def fees(subject: Subject, attributes: str = "", header: str = "th", head: bool = True) -> str:
    first, *others = subject.table
    row = "<tr>" + "".join(f"<{header}>{cell}</{header}>" for cell in first) + "</tr>"
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in others)
    return f"<table {attributes}>" + (f"<thead>{row}</thead><tbody>{body}</tbody>" if head else row + body) + "</table>"


def sitevision(subject: Subject, links: list[tuple[str, str]], address: str) -> str:
    """SiteVision: portlets in layout divs, classes sv-*, unmarked h2 in text portlets, accordion buttons in headings."""
    sections = "".join(
        f'<div class="sv-text-portlet sv-use-margins"><div class="sv-text-portlet-content"><h2 class="subheading" id="h-{number}">{heading}</h2>'
        + "".join(f'<p class="normal">{text}</p>' for text in paragraphs) + "</div></div>"
        for number, (heading, paragraphs) in enumerate(subject.sections)
    )  # fmt: skip
    questions = "".join(
        f'<div class="sol-collapsible"><h3><button type="button" class="sol-collapsible__btn" aria-expanded="false" aria-controls="c{n}">{question}'
        f'</button></h3><div id="c{n}" class="sol-collapsible-content" style="display:none"><p class="normal">{answer}</p></div></div>'
        for n, (question, answer) in enumerate(subject.questions)
    )
    return f"""<!DOCTYPE html><html lang="sv" class="sv-no-js"><head><meta charset="UTF-8"><title>{subject.title} - Exempelkommun</title>
<link rel="canonical" href="{address}"><meta property="og:title" content="{subject.title}"><script>window.sv = {{"page": "{subject.number}"}};</script></head>
<body class="sv-responsive env-m-around--0"><div id="svid10" class="sv-layout"><a class="sv-skip-link" href="#content">Hoppa till innehåll</a>
<div class="sv-vertical cookie-consent" role="region" aria-label="Kakor"><h2>Kakor på exempelkommun.se</h2><p>Vi använder kakor (cookies) för att webbplatsen ska fungera så bra som möjligt för dig.</p><button>Godkänn alla kakor</button></div>
<header class="sol-top"><div class="sol-logo"><a href="/">Exempelkommun</a></div><nav aria-label="Huvudmeny" class="sol-menu">{menu(links)}</nav></header>
<div class="sv-custom-module sol-breadcrumbs"><nav aria-label="Brödsmulor"><ol class="breadcrumbs"><li><a href="/">Startsida</a></li><li><a href="/avdelning/2">Bygga, bo och miljö</a></li><li>{subject.title}</li></ol></nav></div>
<main id="content"><div class="sv-vertical sv-layout sv-skip-spacer"><div id="svid12" class="pagecontent sv-layout">
<div class="sv-text-portlet"><div class="sv-text-portlet-content"><h1 class="heading" id="h-x">{subject.title}</h1></div></div>
<div class="sv-text-portlet"><div class="sv-text-portlet-content"><p class="preamble">{subject.intro}</p></div></div>{sections}
<div class="sv-text-portlet"><div class="sv-text-portlet-content"><ol>{"".join(f"<li>{step}</li>" for step in subject.steps)}</ol>
{fees(subject, 'class="sv-responsiveTable"', header="td", head=False)}</div></div>
<div class="sol-collapsibles">{questions}</div>
<div class="sv-custom-module sol-e-service"><p><a href="https://etjanster.exempelkommun.se/{subject.slug}" class="sol-button">E-tjänst: {subject.title}</a></p></div>
<div class="sol-tools"><div class="sol-share dela-sidan"><h2>Dela sidan</h2><ul><li><a href="https://www.facebook.com/x">Facebook</a></li><li><a href="https://x.com/x">X</a></li></ul></div><a class="sol-print" href="?print=true">Skriv ut</a></div>
<div class="sol-published"><p>Senast uppdaterad: <time>{subject.updated}</time></p></div></div></div></main>
<aside aria-label="Kontakt"><div class="sol-contact kontakt"><h2>Kontakt</h2><p>{subject.office}</p><p>Telefon: <a href="tel:0">{subject.phone}</a></p><p><a href="mailto:{subject.email}">{subject.email}</a></p><p>Öppet måndag–fredag 8–16</p></div></aside>
<footer class="sol-footer"><h2>Exempelkommun</h2><p>Besöksadress: Rådhustorget 1, telefon 0243-10 00 00</p></footer></div></body></html>"""


def optimizely(subject: Subject, links: list[tuple[str, str]], address: str) -> str:
    """Episerver/Optimizely: BEM classes and blocks, one form around the page, details/summary, table with thead in a div."""
    sections = "".join(
        f'<section class="text-block"><h2>{heading}</h2>'
        + "".join(f"<p>{text}</p>" for text in paragraphs)
        + "</section>"
        for heading, paragraphs in subject.sections
    )
    questions = "".join(
        f'<details class="accordion__item"><summary class="accordion__title"><span>{question}</span></summary><div class="accordion__body">{answer}</div></details>'
        for question, answer in subject.questions
    )
    return f"""<!doctype html><html lang="sv-SE"><head><meta charset="utf-8"><title>{subject.title} | Exempelkommun</title>
<meta name="DC.Date.Modified" content="{subject.updated}"><link rel="canonical" href="{address}"></head><body class="page page--article menu-closed">
<form method="post" action="" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="dGVzdA==">
<div class="cookie-banner js-cookie" id="cookieBanner"><p>Genom att fortsätta använda webbplatsen accepterar du att vi använder cookies.</p><button class="button">Jag förstår</button></div>
<header class="site-header"><div class="quick-search"><label>Sök</label><input type="search"></div><nav class="main-nav">{menu(links)}</nav></header>
<div class="container"><div class="breadcrumb"><span>Du är här:</span> <a href="/">Hem</a> <a href="/avdelning/1">Omsorg och stöd</a> <span>{subject.title}</span></div>
<div class="row"><div class="col-3 sub-navigation"><ul><li><a href="/">Avgifter och taxor för samtliga verksamheter</a></li><li><a href="/">Synpunkter och klagomål på verksamheten</a></li></ul></div>
<main class="col-6 main-content" role="main"><article><h1>{subject.title}</h1><div class="readspeaker rs_skip"><a href="#">Lyssna</a></div><p class="ingress">{subject.intro}</p>{sections}
<ul class="list">{"".join(f"<li><p>{step}</p></li>" for step in subject.steps)}</ul><div class="table-responsive">{fees(subject, 'class="table"')}</div>
<div class="block accordion">{questions}</div><div class="block e-service-block"><a class="button button--primary" href="https://minasidor.exempelkommun.se/{subject.slug}">Ansök om {subject.title.lower()}</a></div>
<div class="contact-block"><h2 class="contact-block__heading">Kontakta oss</h2><div class="contact-block__name">{subject.office}</div><div>Telefon: {subject.phone}</div><div>E-post: <a href="mailto:{subject.email}">{subject.email}</a></div></div>
<div class="page-feedback"><h2>Hjälpte informationen dig?</h2><button>Ja</button><button>Nej</button></div>
<div class="social-share"><span>Dela:</span> <a href="https://www.linkedin.com/x">LinkedIn</a> <a href="mailto:?subject=x">E-post</a></div></article></main>
<div class="col-3 related-links"><h2>Relaterad information</h2><ul><li><a href="/">Läs mer om kommunens översiktsplan och detaljplaner</a></li></ul></div></div></div>
<footer class="site-footer"><p>Exempelkommun, 790 00 Exempel. Organisationsnummer 212000-0000.</p></footer></form></body></html>"""


def wordpress(subject: Subject, links: list[tuple[str, str]], address: str) -> str:
    """WordPress (a municipal theme such as Municipio): entry-content, figure tables, aria accordions, sharing plugins, JSON-LD."""
    sections = "".join(
        f'<h2 class="wp-block-heading">{heading}</h2>' + "".join(f"<p>{text}</p>" for text in paragraphs)
        for heading, paragraphs in subject.sections
    )
    questions = "".join(
        f'<div class="c-accordion__section"><button class="c-accordion__button" aria-expanded="false" aria-controls="a{n}">'
        f'<span class="c-accordion__button-wrapper">{question}</span></button><div class="c-accordion__content" id="a{n}" aria-hidden="true"><p>{answer}</p></div></div>'
        for n, (question, answer) in enumerate(subject.questions)
    )
    return f"""<!DOCTYPE html><html lang="sv-SE"><head><meta charset="UTF-8"><title>{subject.title} – Exempelkommun</title>
<link rel="canonical" href="{address}"><script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebPage","name":"{subject.title}","dateModified":"{subject.updated}T08:00:00+00:00"}}]}}</script></head>
<body class="page-template-default page"><a class="skip-link screen-reader-text" href="#main">Hoppa till innehåll</a>
<div id="site-header" class="c-header"><nav id="menu-primary" class="c-nav">{menu(links)}</nav></div>
<nav class="c-breadcrumb" aria-label="Brödsmulor"><ol><li><a href="/"><span>Hem</span></a></li><li><a href="/avdelning/0"><span>Barn och utbildning</span></a></li><li><span>{subject.title}</span></li></ol></nav>
<main id="main" class="site-main"><article id="post-{subject.number}" class="post-{subject.number} page type-page hentry"><header class="entry-header"><h1 class="entry-title">{subject.title}</h1></header>
<div class="entry-content"><p class="lead">{subject.intro}</p>{sections}<ul class="wp-block-list">{"".join(f"<li>{step}</li>" for step in subject.steps)}</ul>
<figure class="wp-block-table"><table><tbody>{fees(subject, head=False)[len("<table >") : -len("</table>")].replace("th>", "td>").replace("<td>", "<td><strong>", 3).replace("</td>", "</strong></td>", 3)}</tbody></table></figure>
<div class="c-accordion">{questions}</div>
<p><a class="c-button" href="https://e-tjanst.exempelkommun.se/{subject.slug}">Ansök digitalt om {subject.title.lower()}</a></p>
<div class="c-card contact-card"><h4>Kontakt</h4><p><strong>{subject.office}</strong><br>Telefon: <a href="tel:0">{subject.phone}</a><br><a href="mailto:{subject.email}">{subject.email}</a></p></div>
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Dela detta:</h3><ul><li><a href="/?share=facebook">Facebook</a></li></ul></div>
<div class="jp-relatedposts"><h3>Relaterade inlägg som kanske intresserar dig</h3></div></div></article></main>
<div id="cookie-notice" role="dialog"><span>Vi använder cookies för att ge dig den bästa upplevelsen av vår webbplats.</span><a href="#">Ok</a></div>
<footer id="colophon"><p>Kommunhuset, Storgatan 1. Växel 0243-10 00 00.</p></footer></body></html>"""


PATTERNS: dict[str, Render] = {"SiteVision": sitevision, "Optimizely": optimizely, "WordPress": wordpress}
