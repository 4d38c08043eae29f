import { useEffect, useRef } from 'react';

/**
 * Moves the focus to the heading of a page that a link has led to, as the browser would have begun a new page at its
 * top. The heading may come later than the page, with the first answer; whoever has moved on meanwhile is left alone.
 */
export function useHeadingFocus(page: string): void {
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    const before = document.activeElement;
    const focus = () => {
      const heading = document.querySelector<HTMLElement>('main h1');
      if (heading === null) return false;
      if (document.activeElement !== before && document.activeElement !== document.body) return true;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return true;
    };
    if (focus()) return;
    const observer = new MutationObserver(() => {
      if (focus()) observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [page]);
}
