// An HTTP service of the shop: express with JSON, one way to answer errors, and an orderly close.
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import express, { type ErrorRequestHandler, type Express } from 'express';

/** An answer other than success that the handler decided on. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

export interface HttpService {
  readonly port: number;
  close(): Promise<void>;
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = error instanceof HttpError ? error.status : 500;
  const cause = error instanceof Error ? error : new Error(String(error));
  // Nobody but the service knows why it failed: the instrumentation only sees the status.
  if (status >= 500) trace.getActiveSpan()?.recordException(cause);
  response.status(status).json({ error: cause.message });
};

export async function serveHttp(
  port: number,
  addRoutes: (app: Express) => void,
): Promise<HttpService> {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.json());
  addRoutes(app);
  app.use(answerError);
  const server = await new Promise<ReturnType<Express['listen']>>((resolve, reject) => {
    const listening = app.listen(port, '127.0.0.1', (error?: Error) => {
      if (error === undefined) resolve(listening);
      else reject(explainListenError(error, port));
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function explainListenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`Port ${port} is taken. Choose another one: --port ${port + 1}`);
}
