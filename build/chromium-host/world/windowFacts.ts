import type { WindowFacts } from './messages.ts';

/** What only the page sees of its window: told at once, and at every change. */
export function watchWindow(tell: (facts: WindowFacts) => void): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const report = (): void => tell(readFacts(dark.matches));
  for (const name of ['focus', 'blur', 'resize', 'pageshow']) window.addEventListener(name, report);
  document.addEventListener('visibilitychange', report);
  dark.addEventListener('change', report);
  report();
}

/** Tells the title when the document is there, and at every change. */
export function watchTitle(tell: (title: string) => void): void {
  const report = (): void => tell(document.title);
  document.addEventListener('DOMContentLoaded', () => {
    report();
    new MutationObserver(report).observe(document.head, { subtree: true, childList: true, characterData: true });
  });
}

function readFacts(isDark: boolean): WindowFacts {
  const { screenX, screenY, outerWidth, outerHeight, innerWidth, innerHeight } = window;
  return {
    isFocused: document.hasFocus(),
    isHidden: document.hidden,
    isDark,
    bounds: { x: screenX, y: screenY, width: outerWidth, height: outerHeight },
    content: { width: innerWidth, height: innerHeight },
  };
}
