import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { NamedBox } from '../api/types';

/** What a sentence speaks of, or a box shows: lit on the film and in the text at once. */
export interface Subject {
  boxes: NamedBox[];
  findings: string[];
}

interface Highlight {
  subject: Subject | null;
  light: (subject: Subject | null) => void;
}

const Context = createContext<Highlight>({ subject: null, light: () => undefined });

export function HighlightProvider({ children }: { children: ReactNode }) {
  const [subject, light] = useState<Subject | null>(null);
  const value = useMemo(() => ({ subject, light }), [subject]);
  return <Context value={value}>{children}</Context>;
}

export const useHighlight = (): Highlight => useContext(Context);

/** Handlers that light a subject while the pointer or the focus is on an element. */
export function lighting(light: Highlight['light'], subject: Subject): LightingHandlers {
  return {
    onPointerEnter: () => light(subject),
    onPointerLeave: () => light(null),
    onFocus: () => light(subject),
    onBlur: () => light(null),
  };
}

interface LightingHandlers {
  onPointerEnter: () => void;
  onPointerLeave: () => void;
  onFocus: () => void;
  onBlur: () => void;
}
