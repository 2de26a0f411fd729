// The fault `lost-context`: a propagator that writes nothing for requests that have the fault, as a service does
// that calls others by a client nobody instrumented. What comes in is still read.
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { hasFault } from './active-faults.ts';

export function createLossyPropagator(inner: TextMapPropagator): TextMapPropagator {
  return {
    inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
      if (!hasFault('lost-context', context)) inner.inject(context, carrier, setter);
    },
    extract: (context: Context, carrier: unknown, getter: TextMapGetter): Context =>
      inner.extract(context, carrier, getter),
    fields: () => inner.fields(),
  };
}
