// One finding in one operation: in how many traces, what it costs, the sentence of the latest, and traces that show it.

import { Link } from '@tanstack/react-router';
import type { FindingExample, FindingGroup } from '@throughline/model/api/findings';
import { formatQuantity } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { formatAgo, formatTimeFull, formatTimeShort } from '../../base/format-time.ts';
import { exploreFor, tracesWithFinding } from '../../state/traceql-of.ts';
import { CodeBlock } from '../../widgets/code-block.tsx';
import { HiddenText } from '../../widgets/hidden-text.tsx';
import { PopupButton } from '../../widgets/popup-button.tsx';
import { Sentence } from '../../widgets/sentence.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { ServiceLink } from '../services/service-link.tsx';

export function FoundGroup({ group }: { readonly group: FindingGroup }) {
  const { name, service, operation, traces, costNs, examples } = group;
  const { range, nowMs } = useTimeRange();
  const firstNs = BigInt(group.firstTimeUnixNano);
  const lastNs = BigInt(group.lastTimeUnixNano);
  const [latest] = examples;
  return (
    <li className="found-group" data-finding={name} data-service={service}>
      <div className="found-head">
        <span className="found-name">{name}</span>
        <ServiceLink name={service} />
        <span className="mono ellipsis">{operation}</span>
        <span className="found-figures">
          <Link to="/" search={exploreFor(range, tracesWithFinding(name, service, operation))}>
            {formatQuantity(traces, 'trace')}
            <HiddenText>{` with ${name} in ${service} ${operation}`}</HiddenText>
          </Link>
          {costNs > 0 && (
            <span title="On the critical path, of all these traces together">
              {` · costs ${formatDuration(costNs)}`}
            </span>
          )}
        </span>
      </div>
      {latest !== undefined && (
        <p>
          <Sentence text={latest.sentence} />
        </p>
      )}
      <div className="muted found-foot">
        <span title={`${formatTimeFull(firstNs)} – ${formatTimeFull(lastNs)}`}>
          last {formatAgo(lastNs, nowMs)}
        </span>
        {examples.map((example) => (
          <Example key={example.traceId} {...{ name, example, nowMs }} />
        ))}
        <MuteButton name={name} service={service} />
      </div>
    </li>
  );
}

type Muted = Pick<FindingGroup, 'name' | 'service'>;

/** What is muted is an option of the server: for all who look, and not even counted. */
function MuteButton({ name, service }: Muted) {
  const option = `--mute-finding ${name}:${service}`;
  return (
    <PopupButton
      label="Mute…"
      name={`Mute ${name} for ${service}`}
      className="button button-quiet button-small"
      alignRight
    >
      {() => (
        <div className="mute-panel">
          <p>
            Start Throughline with this option, and it looks no more for {name} in {service}:
          </p>
          <CodeBlock text={option} what="the option" />
        </div>
      )}
    </PopupButton>
  );
}

interface ExampleProps {
  readonly name: FindingGroup['name'];
  readonly example: FindingExample;
  readonly nowMs: number;
}

function Example({ name, example, nowMs }: ExampleProps) {
  const { traceId, startTimeUnixNano, rootService, rootName } = example;
  const time = formatTimeShort(BigInt(startTimeUnixNano), nowMs).replace(/\.\d{3}$/, '');
  return (
    <Link
      to="/trace/$traceId"
      params={{ traceId }}
      search={{ finding: name }}
      title={`${rootService} ${rootName}, ${time}`}
      className="found-example"
    >
      {`${rootName} ${time}`}
    </Link>
  );
}
