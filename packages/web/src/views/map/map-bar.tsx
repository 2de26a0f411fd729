// What the map is about: search, the service in focus, how far around it, and what is shown, in words.

import type { DependenciesAnswer } from '@throughline/model/api/dependencies';
import { formatCount, formatQuantity, formatShare } from '../../base/format-count.ts';
import type { Graph } from '../../graph/graph-model.ts';
import { DEFAULT_DEPTH, MAX_DEPTH, type MapState } from '../../state/map-state.ts';
import type { Changes } from '../../state/search-params.ts';
import { Combobox } from '../../widgets/combobox.tsx';
import { MAX_LABELS } from './to-graph.ts';

interface MapBarProps {
  readonly state: MapState;
  readonly answer: DependenciesAnswer;
  readonly graph: Graph;
  readonly onChange: (changes: Changes<MapState>) => void;
}

const DEPTHS: readonly (readonly [depth: number, label: string])[] = [
  [DEFAULT_DEPTH, '1 call away'],
  [2, '2 calls away'],
  [3, '3 calls away'],
  [MAX_DEPTH, 'any number of calls'],
];

export function MapBar({ state, answer, graph, onChange }: MapBarProps) {
  const { service } = state;
  const services = answer.nodes.filter(({ type }) => type === 'service');
  const found = graph.nodes.filter(({ isMatch }) => isMatch === true).length;
  return (
    <>
      <div className="map-fields">
        <label className="field">
          <span className="field-label">Find</span>
          <input
            className="input"
            type="search"
            data-testid="map-find"
            autoComplete="off"
            placeholder="Name or system"
            value={state.find ?? ''}
            title="Enter goes from one to the next"
            onKeyDown={({ key }) => {
              if (key === 'Enter') onChange({ select: nextFound(state, graph) });
            }}
            onChange={({ target }) => onChange({ find: target.value })}
          />
        </label>
        <Combobox
          label="Only around"
          value={service}
          placeholder="All services"
          emptyText="No service called anything in this range"
          options={services.map(({ name }) => ({ value: name }))}
          onChoose={(next) => onChange({ service: next, depth: undefined })}
        />
        {service !== undefined && (
          <label className="field">
            <span className="field-label">Up to</span>
            <select
              className="input select"
              value={state.depth ?? DEFAULT_DEPTH}
              onChange={({ target }) => onChange({ depth: Number(target.value) })}
            >
              {DEPTHS.map(([depth, label]) => (
                <option key={depth} value={depth}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p className="muted map-said" role="status">
        {formatQuantity(graph.nodes.length, 'box', 'boxes')},{' '}
        {formatQuantity(graph.edges.length, 'connection')}
        {state.find !== undefined && `; ${formatCount(found)} found`}
        {graph.edges.length > MAX_LABELS &&
          state.select === undefined &&
          '; figures on connections are those of the box that is selected'}
        {sampleText(answer)}
      </p>
    </>
  );
}

/** The next box that was found, after the one that is selected, which stays where none was. */
function nextFound({ select }: MapState, { nodes }: Graph): string | undefined {
  const found = nodes.filter(({ isMatch }) => isMatch === true).map(({ id }) => id);
  return found[(found.indexOf(select ?? '') + 1) % Math.max(1, found.length)] ?? select;
}

function sampleText({ sample, omittedEdges }: DependenciesAnswer): string {
  const parts: string[] = [];
  if (!sample.isExact) {
    parts.push(`scaled up from a sample of ${formatShare(sample.share)} of the traces`);
  }
  if (sample.isWeighted) parts.push('sampled traces count for those they stand for');
  if (omittedEdges > 0) {
    parts.push(`${formatQuantity(omittedEdges, 'connection')} with fewer calls left out`);
  }
  return parts.length === 0 ? '' : `; ${parts.join('; ')}`;
}
