// A question that is sent when Chainlit cannot take it: before the page is connected, or while an answer is being made. Chainlit lets
// it stand in the box and does nothing. Here it waits, says so, and is sent as soon as it can be, unless the reader goes on writing.
// In: the tree that the front end draws in: the document of the chat page, or the shadow root of the widget.
window.kommunsvarHold = (tree) => {
  const t = window.kommunsvarText;
  const held = () => tree.querySelector('#message-composer[data-held]');

  const hold = () => {
    const composer = tree.querySelector('#message-composer');
    if (!composer.querySelector('#chat-input').value.trim() || composer.querySelector('#chat-submit:enabled')) return;
    composer.dataset.held = composer.querySelector('#stop-button') ? t('Frågan skickas när svaret är klart.') : t('Ansluter … Frågan skickas så snart det går.');
    window.kommunsvar.announce(composer.dataset.held);
  };

  const release = () => held()?.removeAttribute('data-held');

  const send = () => {
    const button = held()?.querySelector('#chat-submit:enabled');
    if (!button) return;
    release();
    button.click();
  };

  // A button that is off hears no click; what lies behind it does.
  const isOnButton = ({ clientX, clientY }) => {
    const place = tree.querySelector('#chat-submit:disabled')?.getBoundingClientRect();
    return place && clientX >= place.left && clientX <= place.right && clientY >= place.top && clientY <= place.bottom;
  };

  tree.addEventListener('keydown', ({ key, shiftKey, isComposing, target }) => {
    if (key === 'Enter' && !shiftKey && !isComposing && target.id === 'chat-input') hold();
  }, true);
  tree.addEventListener('pointerup', (event) => isOnButton(event) && hold(), true);
  tree.addEventListener('input', release, true);
  new MutationObserver(send).observe(tree, { childList: true, subtree: true, attributeFilter: ['disabled'] });
};
