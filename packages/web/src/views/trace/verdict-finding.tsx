// The name of a finding as a menu: other traces with it, all of its kind, and how it is muted for its service.

import { useNavigate } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import type { FindingOfTrace } from '../../data/trace-analysis.ts';
import { lastExplore } from '../../state/last-explore.ts';
import { exploreFor } from '../../state/traceql-of.ts';
import { copyText } from '../../widgets/copy-text.ts';

export function VerdictFinding({ name, service }: FindingOfTrace) {
  const navigate = useNavigate();
  const mute = `--mute-finding ${name}:${service}`;
  const explore = (q: string): void => {
    void navigate({ to: '/', search: exploreFor(lastExplore(), q) });
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="button button-quiet button-small verdict-finding mono"
        aria-label={`More about ${name}`}
        data-testid="verdict-finding"
      >
        {name}
        <span aria-hidden="true"> ⋯</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={2} collisionPadding={8}>
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => explore(`{ finding = "${name}" }`)}
          >
            Show traces with this finding
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="menu-item"
            onSelect={() => void navigate({ to: '/findings', search: { name } })}
          >
            Where it was found, and what it is
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => void copyText(mute)}>
            <span>
              Not a fault in {service}? Copy the option that mutes it
              <code className="verdict-mute">{mute}</code>
            </span>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
