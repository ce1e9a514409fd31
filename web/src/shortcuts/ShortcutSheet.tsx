import { Dialog } from '../controls/Dialog';
import { keyName, shortcuts } from './table';

/** All keys on one sheet. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const groups = [...new Set(shortcuts.map((shortcut) => shortcut.group))];
  return (
    <Dialog title="Keyboard" onClose={onClose} className="sheet">
      <div className="sheet-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.id}>
                    <dt>
                      <kbd>{keyName(shortcut.key)}</kbd>
                    </dt>
                    <dd>{shortcut.label}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="quiet">The wheel and the right button zoom, the middle button moves, whatever tool is chosen.</p>
    </Dialog>
  );
}
