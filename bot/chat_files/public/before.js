// Before anything else: what Chainlit's index.html says inline, and the theme.
// Chainlit's own setting knows only light and dark; the reader's system decides until the reader does.
const global = globalThis;
if (localStorage.getItem('vite-ui-theme') === null) localStorage.setItem('vite-ui-theme', 'system');
