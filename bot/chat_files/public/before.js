// Before anything else: what Chainlit's index.html says inline, the theme, and the language of our own texts.
// Chainlit's own setting knows only light and dark; the reader's system decides until the reader does.
const global = globalThis;
if (localStorage.getItem('vite-ui-theme') === null) localStorage.setItem('vite-ui-theme', 'system');

// The reader's choice (/?lang=en), kept in a cookie that the server reads too; else English for an English browser; else Swedish.
(() => {
  const COOKIE = /(?:^|; )kommunsvar-language=(sv|en)/;
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked === 'sv' || asked === 'en') {
    document.cookie = `kommunsvar-language=${asked}; path=/; max-age=31536000; samesite=lax`;
    history.replaceState(null, '', location.pathname);
  }
  if (!COOKIE.test(document.cookie) && navigator.language.startsWith('en')) document.cookie = 'kommunsvar-language=en; path=/; samesite=lax';
  const language = document.cookie.match(COOKIE)?.[1] ?? 'sv';
  document.documentElement.lang = language;
  Object.defineProperty(navigator, 'language', { value: language === 'en' ? 'en-GB' : 'sv-SE' }); // Chainlit asks for its texts in it

  kommunsvarSpeak(language);

  document.addEventListener('DOMContentLoaded', () => {
    for (const node of document.querySelectorAll('[data-text]')) node.textContent = kommunsvarText(node.textContent);
    for (const node of document.querySelectorAll('.ks-banner [aria-label]')) node.ariaLabel = kommunsvarText(node.ariaLabel);
  });
})();
