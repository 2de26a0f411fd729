// The faults of a request travel as W3C baggage, beside the trace context, to every service it reaches.
import { type Context, context, propagation } from '@opentelemetry/api';
import { type FaultName, parseFaults } from '../faults.ts';

const BAGGAGE_KEY = 'shop.fault';

export function hasFault(name: FaultName, within: Context = context.active()): boolean {
  const value = propagation.getBaggage(within)?.getEntry(BAGGAGE_KEY)?.value;
  return value !== undefined && parseFaults(value).faults.includes(name);
}

export function withFaults(faults: readonly FaultName[], within: Context): Context {
  const baggage = propagation.getBaggage(within) ?? propagation.createBaggage();
  return propagation.setBaggage(within, baggage.setEntry(BAGGAGE_KEY, { value: faults.join(',') }));
}
