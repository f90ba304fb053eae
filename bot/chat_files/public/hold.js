// A question that is sent when Chainlit cannot take it: before the page is connected, or while an answer is being made. Chainlit lets
// it stand in the box and does nothing. Here it waits, says so, and is sent as soon as it can be, unless the reader goes on writing.
// So does a question of the start page's, which Chainlit's buttons take only when the page is connected.
// In: the tree that the front end draws in: the document of the chat page, or the shadow root of the widget.
window.kommunsvarHold = (tree) => {
  const t = window.kommunsvarText;
  const composer = () => tree.querySelector('#message-composer');
  let waiting = null; // the id of the button that is to be pressed

  const hold = (id) => {
    waiting = id;
    composer().dataset.held = composer().querySelector('#stop-button') ? t('Frågan skickas när svaret är klart.') : t('Ansluter … Frågan skickas så snart det går.');
    window.kommunsvar.announce(composer().dataset.held);
  };

  const holdWritten = () => {
    if (tree.querySelector('#chat-input').value.trim() && !composer().querySelector('#chat-submit:enabled')) hold('chat-submit');
  };

  const release = () => {
    waiting = null;
    composer()?.removeAttribute('data-held');
  };

  const send = () => {
    const button = waiting && tree.getElementById(waiting);
    if (!button || button.disabled) return;
    release();
    button.click();
  };

  // A button that is off hears no click; what lies behind it does.
  const buttonAt = ({ clientX, clientY }) => [...tree.querySelectorAll('#chat-submit:disabled, #starters button:disabled')].find((button) => {
    const place = button.getBoundingClientRect();
    return clientX >= place.left && clientX <= place.right && clientY >= place.top && clientY <= place.bottom;
  });

  tree.addEventListener('keydown', ({ key, shiftKey, isComposing, target }) => {
    if (key === 'Enter' && !shiftKey && !isComposing && target.id === 'chat-input') holdWritten();
  }, true);
  tree.addEventListener('pointerup', (event) => {
    const button = buttonAt(event);
    if (button?.id === 'chat-submit') holdWritten();
    else if (button) hold(button.id);
  }, true);
  tree.addEventListener('input', release, true);
  new MutationObserver(send).observe(tree, { childList: true, subtree: true, attributeFilter: ['disabled'] });
};
