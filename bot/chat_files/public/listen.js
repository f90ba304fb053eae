// What Chainlit's own front ends lack for people who listen to the page or use the keyboard only: names, roles, announcements.
// In: the tree that the front end draws in: the document of the chat page, or the shadow root of the widget.
window.kommunsvarListen = (tree) => {
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
    ['#welcome-screen img, #chat-profiles img', { alt: '' }],
    ['#welcome-screen a[href="/?lang=en"]', { lang: 'en', hreflang: 'en', target: '_self' }],
    ['#welcome-screen a[href="/?lang=sv"]', { lang: 'sv', hreflang: 'sv', target: '_self' }],
    ['#starters', { role: 'group', 'aria-label': t('Exempel på frågor') }],
    ['#display-mode-button + button', { 'aria-label': t('Mindre eller större fönster') }],
    ['[role=dialog]:has(#chainlit-copilot-chat)', { 'aria-label': t('Fråga kommunens AI-tjänst') }],
    ['[data-radix-popper-content-wrapper]:has([role=listbox], [role=menu])', { role: 'region', 'aria-label': t('Val') }],
    ['.bottom-4 > button', { 'aria-label': t('Gå till det senaste') }],
    ['[data-step-type="user_message"] .message-content', { role: 'heading', 'aria-level': '2' }],
  ];

  const name = () => {
    for (const [selector, attributes] of NAMES)
      for (const node of tree.querySelectorAll(selector))
        for (const [key, value] of Object.entries(attributes))
          if (node.getAttribute(key) !== value) node.setAttribute(key, value);
    // A long question is scrolled by keyboard too.
    for (const node of tree.querySelectorAll('[data-step-type=user_message] .bg-accent:not([tabindex])'))
      if (node.scrollHeight > node.clientHeight) node.tabIndex = 0;
    // An open list of choices holds the focus; what stands around it need not be hidden from those who listen.
    for (const node of tree.querySelectorAll('[data-aria-hidden][aria-hidden=true]')) node.removeAttribute('aria-hidden');
  };
  new MutationObserver(name).observe(tree, { childList: true, subtree: true, attributeFilter: ['aria-hidden'] });

  const region = (role, live) => {
    const node = document.createElement('div');
    node.setAttribute('role', role);
    node.setAttribute('aria-live', live);
    node.className = 'ks-hidden';
    (tree.body ?? tree).append(node);
    return node;
  };
  const polite = region('status', 'polite');
  const urgent = region('alert', 'assertive');

  window.kommunsvar = {
    cards: new Map(), // the answer cards there are, by id, in the order that they came: Answer.jsx puts itself here
    heard: new Map(), // what has been announced of each of them
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
};
