// What Chainlit's own front end lacks for people who listen to the page or use the keyboard only.
(() => {
  const t = window.kommunsvarText;
  const NAMES = [
    ['#header', { role: 'navigation', 'aria-label': t('Chattens verktyg') }],
    ['[data-panel-group]', { role: 'main' }],
    ['#new-chat-button', { 'aria-label': t('Ny chatt'), title: t('Ny chatt') }],
    ['#theme-toggle', { title: t('Byt mellan ljust och mörkt') }],
    ['#user-nav-button', { 'aria-label': t('Ditt konto') }],
    ['#chat-profiles', { 'aria-label': t('Välj roll') }],
    ['#chat-input', { 'aria-label': t('Din fråga') }],
    ['#chat-submit', { 'aria-label': t('Skicka frågan') }],
    ['#stop-button', { 'aria-label': t('Stoppa svaret') }],
    ['#welcome-screen img', { alt: '' }],
    ['#welcome-screen a[href="/?lang=en"]', { lang: 'en', hreflang: 'en', target: '_self' }],
    ['#welcome-screen a[href="/?lang=sv"]', { lang: 'sv', hreflang: 'sv', target: '_self' }],
    ['#starters', { role: 'group', 'aria-label': t('Exempel på frågor') }],
    ['.bottom-4 > button', { 'aria-label': t('Gå till det senaste') }],
    ['[data-step-type="user_message"] .message-content', { role: 'heading', 'aria-level': '2' }],
  ];

  const name = () => {
    for (const [selector, attributes] of NAMES)
      for (const node of document.querySelectorAll(selector))
        for (const [key, value] of Object.entries(attributes))
          if (node.getAttribute(key) !== value) node.setAttribute(key, value);
  };
  new MutationObserver(name).observe(document.getElementById('root'), { childList: true, subtree: true });

  // Which tools and links there are depends on who reads; residents get their session without knowing it.
  const audience = async () => {
    const answer = await fetch('/user').catch(() => null);
    if (!answer?.ok) return setTimeout(audience, 1000);
    document.documentElement.dataset.audience = (await answer.json()).metadata?.audience ?? '';
  };
  audience();

  const region = (role, live) => {
    const node = document.createElement('div');
    node.setAttribute('role', role);
    node.setAttribute('aria-live', live);
    node.className = 'ks-hidden';
    document.body.append(node);
    return node;
  };
  const polite = region('status', 'polite');
  const urgent = region('alert', 'assertive');

  // The answer cards on the page, by id, in the order that they came: Answer.jsx puts itself here.
  const cards = new Map();

  const asFile = () => {
    const head = `${document.title}, ${new Date().toLocaleString(navigator.language, { dateStyle: 'long', timeStyle: 'short' })}`;
    return [head, ...[...cards.values()].map((card) => card.text())].join(`\n\n${'—'.repeat(20)}\n\n`) + '\n';
  };

  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([asFile()], { type: 'text/plain;charset=utf-8' }));
    link.download = `samtal-${new Date().toLocaleDateString('sv-SE')}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
    window.kommunsvar.announce(t('Samtalet är nedladdat.'));
  };

  // The server forgets its part, then a new conversation begins.
  const forget = async () => {
    if (!confirm(t('Vill du radera samtalet? Frågorna, svaren och dina omdömen tas bort. Det går inte att ångra.'))) return;
    const [last] = [...cards.values()].slice(-1);
    const result = await last.act({ name: 'forget', payload: {} })?.catch(() => null);
    if (!result?.response) return alert(t('Samtalet kunde inte raderas. Försök igen om en stund.'));
    document.querySelector('#new-chat-button').click();
    window.kommunsvar.announce(t('Samtalet är raderat.'), true);
  };

  // The page is loaded anew in the other language: the conversation is lost, and Chainlit would open a link to it in a new tab.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="/?lang="]');
    if (!link) return;
    event.preventDefault();
    if (!cards.size || confirm(t('När du byter språk börjar ett nytt samtal. Vill du det?'))) location.assign(link.href);
  }, true);

  const menu = document.querySelector('.ks-menu');
  const choices = { '#ks-download': download, '#ks-delete': forget };
  const close = () => {
    menu.open = false;
    menu.querySelector('summary').focus();
  };
  for (const [selector, act] of Object.entries(choices))
    menu.querySelector(selector).addEventListener('click', () => { close(); act(); });

  // Easy-to-read Swedish, until the reader chooses otherwise; a question may ask for it too (Answer.jsx tells). A cookie tells the server
  // at the start of a conversation, a message during it.
  const easy = menu.querySelector('#ks-easy');
  const remember = (on) => {
    easy.setAttribute('aria-pressed', on);
    document.cookie = `kommunsvar-easy=1; path=/; samesite=lax${on ? '' : '; max-age=0'}`;
  };
  remember(/(?:^|; )kommunsvar-easy=1/.test(document.cookie));
  easy.addEventListener('click', () => {
    const on = easy.getAttribute('aria-pressed') !== 'true';
    remember(on);
    close();
    window.postMessage({ kommunsvarEasy: on }, location.origin);
    window.kommunsvar.announce(on ? t('Nästa svar blir lättläst.') : t('Nästa svar blir på vanlig svenska.'));
  });
  document.addEventListener('kommunsvar-easy', (event) => remember(event.detail));

  menu.addEventListener('toggle', () => {
    for (const selector of Object.keys(choices)) menu.querySelector(selector).disabled = !cards.size;
  });
  menu.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  document.addEventListener('click', (event) => menu.contains(event.target) || (menu.open = false));

  window.kommunsvar = {
    cards,
    // Added, not replaced: two sentences that come at once are both read.
    announce(text, isUrgent = false, language = t.language) {
      if (!text) return;
      const line = document.createElement('p');
      line.textContent = text;
      line.lang = language;
      const target = isUrgent ? urgent : polite;
      target.append(line);
      while (target.childElementCount > 10) target.firstElementChild.remove();
    },
  };
})();
