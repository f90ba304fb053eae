// The widget on a page of the municipality's own: <script src="https://fraga.orsa.se/public/widget.js" defer></script>
// A button that costs the page next to nothing; Chainlit's Copilot and our parts of it are fetched when the reader opens it.
(() => {
  const { origin } = new URL(document.currentScript.src);
  const language = document.documentElement.lang.startsWith('en') ? 'en' : 'sv'; // the page's
  const dark = getComputedStyle(document.documentElement).colorScheme.includes('dark'); // whether the page can be dark

  const load = (path) => new Promise((done, failed) => {
    const script = document.createElement('script');
    Object.assign(script, { src: origin + path, onload: done, onerror: failed });
    document.head.append(script);
  });

  // The page may have made its own root text smaller (62.5 % is common): our sizes follow the reader's own all the same.
  const enlarged = () => {
    const reader = document.createElement('div');
    reader.style.cssText = 'position: absolute; visibility: hidden; font-size: medium';
    document.body.append(reader);
    const [own, page] = [reader, document.documentElement].map((node) => parseFloat(getComputedStyle(node).fontSize));
    reader.remove();
    return own / page;
  };

  const place = (node) => {
    Object.assign(node, { role: 'region', lang: language });
    node.setAttribute('aria-label', window.kommunsvarText('Fråga kommunens AI-tjänst'));
    node.style.setProperty('--ks-zoom', enlarged());
  };

  const button = () => {
    const node = document.createElement('div');
    place(node);
    const tree = node.attachShadow({ mode: 'open' });
    const style = Object.assign(document.createElement('link'), {
      rel: 'stylesheet', crossOrigin: 'anonymous', href: `${origin}/public/widget.css`, // tells the server which origin's page this is
    });
    const made = Object.assign(document.createElement('button'), { id: 'chainlit-copilot-button', type: 'button', hidden: true });
    made.setAttribute('aria-expanded', 'false');
    made.dataset.label = window.kommunsvarText('Ställ en fråga');
    made.setAttribute('aria-label', made.dataset.label);
    style.onload = () => { made.hidden = false; };
    style.onerror = () => console.warn(`Kommunsvar: ${location.origin} saknas i widget_origins, eller så svarar inte ${origin}.`);
    made.onclick = async () => {
      made.setAttribute('aria-busy', 'true');
      await load('/public/listen.js');
      await load('/copilot/index.js').then(() => { node.remove(); mount(); }, () => made.removeAttribute('aria-busy'));
    };
    tree.append(style, made);
    document.body.append(node);
  };

  // What the reader is told first; Copilot itself has only the questions to begin with.
  const welcome = (tree) => {
    const screen = tree.querySelector('.welcome-screen');
    if (!screen || screen.querySelector('.ks-welcome')) return;
    const t = window.kommunsvarText;
    const text = Object.assign(document.createElement('div'), { className: 'ks-welcome' });
    const link = Object.assign(document.createElement('a'), { href: `${origin}/?lang=${language}`, target: '_blank', rel: 'noopener' });
    link.textContent = t('Öppna i ett eget fönster');
    text.append(
      Object.assign(document.createElement('h2'), { textContent: t('Vad vill du veta?') }),
      Object.assign(document.createElement('p'), {
        textContent: t('Jag är en AI-tjänst som svarar från kommunens sidor, och jag kan ha fel. Skriv inga personuppgifter.'),
      }),
      link,
    );
    screen.prepend(text);
  };

  // Chainlit's links without a host are to this server, not to the page's.
  const home = (tree) => {
    for (const link of tree.querySelectorAll('a[href^="/"]')) link.href = origin + link.getAttribute('href');
  };

  const label = (tree) => {
    const node = tree.querySelector('#chainlit-copilot-button');
    const text = window.kommunsvarText(node?.getAttribute('aria-expanded') === 'true' ? 'Stäng' : 'Ställ en fråga');
    if (!node || node.dataset.label === text) return;
    node.dataset.label = text;
    node.setAttribute('aria-label', text);
  };

  // Ready to type when it opens; on a phone the keyboard would cover what is told first.
  let input = null;
  const write = (tree) => {
    const found = tree.querySelector('#chat-input');
    if (found && found !== input && innerWidth > 480) setTimeout(() => found.focus(), 100); // Copilot takes its first button first
    input = found;
  };

  // Escape closes the open quote before it closes the widget.
  const escape = (event) => {
    const close = event.key === 'Escape' && event.composedPath()[0].closest('.ks-sentence')?.querySelector('.ks-close');
    if (!close) return;
    event.stopPropagation();
    close.click();
  };

  const mount = () => {
    addEventListener('keydown', escape, true);
    window.mountChainlitWidget({
      chainlitServer: origin, customCssUrl: `${origin}/public/widget.css`, language: language === 'en' ? 'en-GB' : 'sv-SE',
      theme: dark ? 'system' : 'light', displayMode: 'floating', opened: true,
    });
    const node = document.querySelector('#chainlit-copilot');
    place(node);
    const tree = node.shadowRoot;
    window.kommunsvarListen(tree);
    const mend = () => [welcome, home, label, write].forEach((step) => step(tree));
    new MutationObserver(mend).observe(tree, { childList: true, subtree: true, attributeFilter: ['aria-expanded'] });
    mend();
  };

  load('/public/english.js').then(() => {
    window.kommunsvarSpeak(language);
    button();
  });
})();
