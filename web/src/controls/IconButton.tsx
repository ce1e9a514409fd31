import type { ComponentProps } from 'react';
import { keyOf, type ShortcutId } from '../shortcuts/table';
import { Icon, type IconName } from './Icon';

interface Props extends ComponentProps<'button'> {
  icon: IconName;
  label: string;
  shortcut?: ShortcutId;
  isPressed?: boolean;
}

/** A button that is only a drawing: its label is read out, and shown with its key when the pointer rests on it. */
export function IconButton({ icon, label, shortcut, isPressed, className = '', ...rest }: Props) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      title={shortcut ? `${label} (${keyOf(shortcut)})` : label}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
