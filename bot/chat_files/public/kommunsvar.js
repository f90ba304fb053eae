// What Chainlit's own front end lacks for people who listen to the page or use the keyboard only.
(() => {
  const NAMES = [
    ['#header', { role: 'navigation', 'aria-label': 'Chattens verktyg' }],
    ['[data-panel-group]', { role: 'main' }],
    ['#new-chat-button', { 'aria-label': 'Ny chatt', title: 'Ny chatt' }],
    ['#theme-toggle', { title: 'Byt mellan ljust och mörkt' }],
    ['#user-nav-button', { 'aria-label': 'Ditt konto' }],
    ['#chat-profiles', { 'aria-label': 'Välj roll' }],
    ['#chat-input', { 'aria-label': 'Din fråga' }],
    ['#chat-submit', { 'aria-label': 'Skicka frågan' }],
    ['#stop-button', { 'aria-label': 'Stoppa svaret' }],
    ['#welcome-screen img', { alt: '' }],
    ['#starters', { role: 'group', 'aria-label': 'Exempel på frågor' }],
    ['.bottom-4 > button', { 'aria-label': 'Gå till det senaste' }],
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

  window.kommunsvar = {
    // Added, not replaced: two sentences that come at once are both read.
    announce(text, isUrgent = false) {
      if (!text) return;
      const line = document.createElement('p');
      line.textContent = text;
      const target = isUrgent ? urgent : polite;
      target.append(line);
      while (target.childElementCount > 5) target.firstElementChild.remove();
    },
  };
})();
