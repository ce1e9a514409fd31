import { useState } from 'react';

/** A choice that this browser remembers. */
export function usePreference<T extends string | boolean>(name: string, initial: T): [T, (value: T) => void] {
  const key = `radsharp.${name}`;
  const [value, setValue] = useState<T>(() => {
    const stored = localStorage.getItem(key);
    return stored === null ? initial : (JSON.parse(stored) as T);
  });
  return [
    value,
    (next) => {
      localStorage.setItem(key, JSON.stringify(next));
      setValue(next);
    },
  ];
}
