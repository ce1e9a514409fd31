import { useEffect, useRef } from 'react';
import { commandOf, type ShortcutId } from './table';

type Handler = (digit: number) => void;

const handlers = new Map<ShortcutId, Handler[]>();

/** Does something when a command's key is pressed; the component that came last wins. Null while it does not apply. */
export function useShortcut(id: ShortcutId, handler: Handler | null): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });

  const isOn = handler !== null;
  useEffect(() => {
    if (!isOn) {
      return;
    }

    const own: Handler = (digit) => latest.current?.(digit);
    handlers.set(id, [...(handlers.get(id) ?? []), own]);
    return () =>
      void handlers.set(
        id,
        (handlers.get(id) ?? []).filter((one) => one !== own),
      );
  }, [id, isOn]);
}

/** Listens to the keyboard. A key in a field belongs to the field, Escape leaves it. */
export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;

    // The film's engine claims every key while the film has the focus, and does nothing with it.
    const isClaimed = event.defaultPrevented && !target.closest?.('.film');
    if (isClaimed || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    const isField = target.matches?.('input, textarea, select, [contenteditable="true"]') ?? false;
    if (isField && event.key !== 'Escape') {
      return;
    }

    if (document.querySelector('dialog[open]') && event.key !== '?') {
      return;
    }

    // Arrows move along tabs, menus and radio buttons first.
    if (event.key.startsWith('Arrow') && target.closest?.('[role="tablist"], [role="radiogroup"], [role="menu"]')) {
      return;
    }

    const command = commandOf(event.key);
    const handler = command && handlers.get(command.id)?.at(-1);
    if (isField) {
      target.blur();
    }

    if (command && handler) {
      event.preventDefault();
      handler(command.digit);
    }
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
