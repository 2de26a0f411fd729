// What the keyboard and the pointer can do, on every page.

import { Fragment } from 'react';
import { ModalDialog } from '../widgets/modal-dialog.tsx';
import { KEY_TABLE } from './key-table.ts';

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <ModalDialog title="Keyboard and pointer" className="help" onClose={onClose}>
      <div className="help-sections">
        {KEY_TABLE.map((section) => (
          <section key={section.title} className="keys">
            <h3>{section.title}</h3>
            {section.keys.map(([keys, meaning]) => (
              <Fragment key={meaning}>
                <span>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </span>
                <span>{meaning}</span>
              </Fragment>
            ))}
          </section>
        ))}
      </div>
    </ModalDialog>
  );
}
