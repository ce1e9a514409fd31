const paths = {
  window: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 0v18M15 6.5v11M18 9v6',
  pan: 'M12 3v18M3 12h18M12 3l-2.5 2.5M12 3l2.5 2.5M12 21l-2.5-2.5M12 21l2.5-2.5M3 12l2.5-2.5M3 12l2.5 2.5M21 12l-2.5-2.5M21 12l-2.5 2.5',
  zoom: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm4.8 11.3L21 21M10.5 8v5M8 10.5h5',
  length: 'M4 20 20 4M3 17l4 4M17 3l4 4M9 13l2 2M13 9l2 2',
  rectangle: 'M4 6h16v12H4ZM4 6v.01M20 6v.01M4 18v.01M20 18v.01',
  ask: 'M4 9V4h5M15 4h5v5M4 15v5h5M20 15v5h-5M10 10a2 2 0 1 1 3 1.7c-.7.5-1 .9-1 1.6M12 16v.01',
  invert: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 3v18M12 6h4M12 9h6.5M12 12h9M12 15h8.3M12 18h5.5',
  reset: 'M4 5v5h5M4.6 10a8 8 0 1 1-.4 4.5',
  presets: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 5v4M7 15v4',
  prior: 'M4 5h7v14H4ZM13 5h7v14h-7Z',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  boxes: 'M4 5h10v8H4ZM11 10h9v9h-9Z',
  heat: 'M12 3c1 4 5 5.5 5 10a5 5 0 0 1-10 0c0-2 .8-3.2 2-4 .2 1.5.7 2 1.5 2.5C10.5 8 11 5.5 12 3Z',
  tags: 'M4 5h16M4 10h16M4 15h10M4 20h6',
  clear: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M4 12 20 4l-6 16-3-7-7-1Z',
  stop: 'M7 7h10v10H7Z',
  copy: 'M9 9h11v11H9ZM5 15H4V4h11v1',
  edit: 'M4 20l1-4L16 5l3 3L8 19l-4 1ZM14 7l3 3',
  again: 'M20 5v5h-5M19.4 10a8 8 0 1 0 .4 4.5',
  left: 'M14 6l-6 6 6 6',
  right: 'M10 6l6 6-6 6',
  check: 'M5 13l4.5 4.5L19 7',
  cross: 'M7 7l10 10M17 7 7 17',
  question: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.01',
  plus: 'M12 5v14M5 12h14',
  sign: 'M4 18c3-6 5-10 7-10s-1 8 1 8 2-4 4-4 1 3 4 3M4 21h16',
  lock: 'M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  eye: 'M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6ZM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z',
  keyboard: 'M3 7h18v10H3ZM6 10h.01M9 10h.01M12 10h.01M15 10h.01M18 10h.01M8 14h8',
  list: 'M4 6h4v4H4ZM4 14h4v4H4ZM11 7h9M11 9.5h5M11 15h9M11 17.5h5',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm4.8 11.3L21 21',
  warning: 'M12 4 3 20h18L12 4ZM12 10v5M12 17.5v.01',
  film: 'M5 3h14v18H5ZM12 6v11M12 8c-2 0-3.5 3-3.5 7M12 8c2 0 3.5 3 3.5 7',
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside or instead of a word; what it means is said by the element around it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
