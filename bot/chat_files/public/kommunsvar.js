// The chat page's own part: which audience reads, the menu, the choice of language.
(() => {
  window.kommunsvarListen(document);
  window.kommunsvarHold(document);
  const t = window.kommunsvarText;
  const { cards } = window.kommunsvar;

  // Which tools and links there are depends on who reads; residents get their session without knowing it.
  const audience = async () => {
    const answer = await fetch('/user').catch(() => null);
    if (!answer?.ok) return setTimeout(audience, 1000);
    document.documentElement.dataset.audience = (await answer.json()).metadata?.audience ?? '';
  };
  audience();

  // In a low window the focus that Chainlit gives the box scrolls what is said first out of sight: not while the page is being drawn,
  // unless the reader has begun.
  const drawn = new AbortController();
  const fromTheTop = () => document.querySelector('#welcome-screen')?.scrollIntoView();
  document.addEventListener('scroll', fromTheTop, { capture: true, signal: drawn.signal });
  for (const act of ['keydown', 'pointerdown', 'wheel', 'touchstart'])
    document.addEventListener(act, () => drawn.abort(), { capture: true, once: true });
  setTimeout(() => drawn.abort(), 3000);
  fromTheTop();

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
})();
