import { useSyncExternalStore, type ComponentProps } from 'react';

/** The page's path; it changes with `goTo` and the browser's buttons. */
export function usePath(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('popstate', changed);
      return () => window.removeEventListener('popstate', changed);
    },
    () => window.location.pathname,
  );
}

/** Shows another path without loading the page anew. */
export function goTo(path: string): void {
  window.history.pushState(null, '', path);
  window.dispatchEvent(new PopStateEvent('popstate'));
}

/** An ordinary link that stays within the page. */
export function Link({ to, ...rest }: ComponentProps<'a'> & { to: string }) {
  return (
    <a
      href={to}
      onClick={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          goTo(to);
        }
      }}
      {...rest}
    />
  );
}
