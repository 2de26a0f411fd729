// What can be done with an attribute: copied, searched for in this trace, or among all traces.

import { useNavigate } from '@tanstack/react-router';
import type { AttributeScope } from '@throughline/traceql/syntax/ast';
import { DropdownMenu } from 'radix-ui';
import { attributeCondition } from '../../data/attribute-condition.ts';
import { type Attribute, valueToText } from '../../data/otlp-json.ts';
import { addCondition } from '../../query/edit-query.ts';
import { lastExplore } from '../../state/last-explore.ts';
import { exploreFor } from '../../state/traceql-of.ts';
import { copyText } from '../../widgets/copy-text.ts';
import { useTracePage } from './trace-context.ts';

interface AttributeMenuProps {
  readonly scope: AttributeScope;
  readonly attribute: Attribute;
}

export function AttributeMenu({ scope, attribute }: AttributeMenuProps) {
  const { view } = useTracePage();
  const navigate = useNavigate();
  const { key, value } = attribute;
  const condition = attributeCondition(scope, attribute);
  const explore = (q: string): void => {
    void navigate({ to: '/', search: exploreFor(lastExplore(), q) });
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="button button-quiet button-small button-icon attribute-menu-button"
        aria-label={`More about ${key}`}
        data-testid="attribute-menu"
      >
        <span aria-hidden="true">⋯</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={2} collisionPadding={8}>
          {condition !== undefined && (
            <>
              <Item onSelect={() => view.setFind(`{ ${condition} }`)}>Find in this trace</Item>
              <Item
                onSelect={() =>
                  explore(addCondition(lastExplore().q ?? '', condition) ?? `{ ${condition} }`)
                }
              >
                Filter traces by this
              </Item>
              <Item onSelect={() => explore(`{ ${condition} }`)}>Show only traces with this</Item>
              <DropdownMenu.Separator className="menu-line" />
              <Item onSelect={() => void copyText(`{ ${condition} }`)}>Copy as TraceQL</Item>
            </>
          )}
          <Item onSelect={() => void copyText(key)}>Copy the name</Item>
          <Item onSelect={() => void copyText(valueToText(value))}>Copy the value</Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  readonly onSelect: () => void;
  readonly children: string;
}

function Item({ onSelect, children }: ItemProps) {
  return (
    <DropdownMenu.Item className="menu-item" onSelect={onSelect}>
      {children}
    </DropdownMenu.Item>
  );
}
