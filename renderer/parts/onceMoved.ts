/** Calls back once, when an element lies elsewhere than now, whatever has moved it. @returns what ends the watch */
export function onceMoved(element: Element, onMove: () => void): () => void {
  const end = new AbortController();
  const laid = element.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const rooms = [laid.top, clientWidth - laid.right, clientHeight - laid.bottom, laid.left];
  const move = (): void => {
    end.abort();
    onMove();
  };
  // A frame around it, wider by a fraction of a pixel: as soon as the element moves, a part of it lies outside.
  const rootMargin = rooms.map((room) => `${1 - Math.floor(room)}px`).join(' ');
  // It calls once unasked for.
  const observer = new IntersectionObserver(() => isElsewhere(laid, element.getBoundingClientRect()) && move(), { rootMargin, threshold: 1 });
  observer.observe(element);
  // The frame is laid from the edges of the window, and would no longer fit.
  window.addEventListener('resize', move, { signal: end.signal });
  end.signal.addEventListener('abort', () => observer.disconnect());
  return () => end.abort();
}

function isElsewhere(before: DOMRect, now: DOMRect): boolean {
  return before.x !== now.x || before.y !== now.y || before.width !== now.width || before.height !== now.height;
}
