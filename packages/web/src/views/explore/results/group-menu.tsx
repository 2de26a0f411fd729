// By which field the results are grouped, if by any.

import { PopupButton } from '../../../widgets/popup-button.tsx';
import { FieldPicker } from '../filters/field-picker.tsx';
import type { Explore } from '../use-explore.ts';

export function GroupMenu({ explore }: { readonly explore: Explore }) {
  const { state, query, resolved, change } = explore;
  const { group } = state;
  return (
    <PopupButton
      label={
        group === undefined ? (
          'Group by'
        ) : (
          <span className="ellipsis">
            By <span className="mono">{group}</span>
          </span>
        )
      }
      className="button button-chevron group-button"
      alignRight
    >
      {(close) => (
        <>
          {group !== undefined && (
            <button
              type="button"
              className="option"
              onClick={() => {
                close();
                change({ group: undefined });
              }}
            >
              Do not group
            </button>
          )}
          <FieldPicker
            label="Group by"
            text={query}
            range={resolved}
            onChoose={(field) => {
              close();
              change({ group: field });
            }}
          />
        </>
      )}
    </PopupButton>
  );
}
