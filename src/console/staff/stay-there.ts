/** How long what was done may take to take its button away. */
const PATIENCE_MS = 20_000;
const PLACES = 'tr, li, article, .panel, section';

/** Whoever works by keyboard stays where it was: once the button is gone by which something was done, the row or part of the page that it
 *  stood in has the focus, and says what came of it. */
export function stayThere(button: Element): void {
  const place = button.closest<HTMLElement>(PLACES);
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
  };
  const observer = new MutationObserver(() => {
    if (button.isConnected) return;
    stop();
    // Not before the dialogue that closes has given back the focus that it held.
    requestAnimationFrame(() => requestAnimationFrame(() => land(place)));
  });
  const timer = setTimeout(stop, PATIENCE_MS);
  observer.observe(document.body, { childList: true, subtree: true });
}

function land(place: HTMLElement | null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const target = place?.isConnected ? place : document.querySelector<HTMLElement>('main h1');
  if (target === null) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
