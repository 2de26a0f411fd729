// The queue process: messages in memory, by name, taken once and in order. A consumer waits by long polling.
// It is not instrumented: the context of a message travels in the message's own headers.
import type { Response } from 'express';
import { runChild } from '../runtime/child.ts';
import { HttpError, serveHttp } from '../runtime/http-service.ts';
import type { Message } from '../wire/message.ts';

/** A consumer that is away must not fill the memory; producers get 503 then. */
const MAX_WAITING_MESSAGES = 10_000;
const MAX_WAIT_MS = 30_000;

interface Queue {
  readonly messages: Message[];
  readonly consumers: Set<Response>;
}

const queues = new Map<string, Queue>();

function queueOf(name: string): Queue {
  const queue = queues.get(name) ?? { messages: [], consumers: new Set<Response>() };
  queues.set(name, queue);
  return queue;
}

function deliver(queue: Queue): void {
  for (const consumer of queue.consumers) {
    const message = queue.messages.shift();
    if (message === undefined) return;
    queue.consumers.delete(consumer);
    consumer.json(message);
  }
}

function awaitMessage(queue: Queue, response: Response, waitMs: number): void {
  queue.consumers.add(response);
  deliver(queue);
  const giveUp = setTimeout(() => {
    if (queue.consumers.delete(response)) response.status(204).end();
  }, waitMs);
  response.on('close', () => {
    clearTimeout(giveUp);
    queue.consumers.delete(response);
  });
}

void runChild(async () => {
  const service = await serveHttp(0, (app) => {
    app.post('/queues/:name/messages', (request, response) => {
      const queue = queueOf(request.params.name);
      if (queue.messages.length >= MAX_WAITING_MESSAGES) {
        throw new HttpError(503, `the queue ${request.params.name} is full`);
      }
      queue.messages.push(request.body as Message);
      deliver(queue);
      response.status(202).end();
    });
    app.get('/queues/:name/messages', (request, response) => {
      const waitMs = Math.min(Number(request.query['wait']) || 0, MAX_WAIT_MS);
      awaitMessage(queueOf(request.params.name), response, waitMs);
    });
  });
  return { port: service.port, ready: Promise.resolve(), stop: () => service.close() };
});
