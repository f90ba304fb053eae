// What Chainlit's own front end lacks for people who listen to the page.
(() => {
  // Chainlit's config knows only light and dark; the reader's own system decides until they choose.
  localStorage.getItem('vite-ui-theme') ?? localStorage.setItem('vite-ui-theme', 'system');

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
