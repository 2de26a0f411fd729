// Both ends of the asynchronous hop. No library instruments our queue, so these two spans are made by hand, as the
// semantic conventions for messaging have them: the consumer's trace is its own and links to the producer's span.
import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { callJson } from '../runtime/http-client.ts';
import { MESSAGING_SYSTEM, type Message, ORDERS_QUEUE, type OrderPlaced } from '../wire/message.ts';

const tracer = trace.getTracer('shop.order-events', '1.0.0');

function attributesOf(operation: 'send' | 'process', message: Pick<Message, 'id'>): Attributes {
  return {
    'messaging.system': MESSAGING_SYSTEM,
    'messaging.destination.name': ORDERS_QUEUE,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.message.id': message.id,
  };
}

const urlOf = (queueAddress: string): string => `${queueAddress}/queues/${ORDERS_QUEUE}/messages`;

export async function sendOrderPlaced(queueAddress: string, body: OrderPlaced): Promise<void> {
  const id = randomUUID();
  const options = { kind: SpanKind.PRODUCER, attributes: attributesOf('send', { id }) };
  await tracer.startActiveSpan(`send ${ORDERS_QUEUE}`, options, async (span) => {
    const headers: Record<string, string> = {};
    propagation.inject(context.active(), headers);
    const message: Message = { id, headers, body };
    const call = {
      service: 'queue',
      url: urlOf(queueAddress),
      method: 'POST',
      body: message,
    } as const;
    try {
      // The call itself is the producer span; a client span inside would tell the same again.
      await context.with(suppressTracing(context.active()), () => callJson<void>(call));
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The next message, or nothing when none came in time. */
export async function receiveMessage(
  queueAddress: string,
  waitMs: number,
): Promise<Message | undefined> {
  const call = { service: 'queue', url: `${urlOf(queueAddress)}?wait=${waitMs}` };
  return context.with(suppressTracing(context.active()), () => callJson<Message | undefined>(call));
}

export async function processMessage(
  message: Message,
  handle: (body: OrderPlaced) => Promise<void>,
): Promise<void> {
  const sender = propagation.extract(ROOT_CONTEXT, message.headers);
  const producer = trace.getSpanContext(sender);
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: attributesOf('process', message),
    links: producer === undefined ? [] : [{ context: producer }],
    root: true,
  };
  await tracer.startActiveSpan(`process ${ORDERS_QUEUE}`, options, async (span) => {
    try {
      await handle(message.body);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
    } finally {
      span.end();
    }
  });
}
