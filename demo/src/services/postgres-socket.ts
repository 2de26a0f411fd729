// Serves one PGlite to many clients over the PostgreSQL wire protocol. PGlite is a single session, so clients take
// turns: a turn is everything up to a Sync or one simple query, and goes on while a transaction is open.
// No TLS, no cancelling, no passwords: it listens on loopback for the shop alone.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
/** Type byte and length of a message. */
const HEADER_BYTES = 5;
/** The shop's statements have some hundred bytes; a longer message is not one of ours. */
const MAX_MESSAGE_BYTES = 1 << 20;

/** A message to the client: type, length, then strings that end in a zero byte or raw bytes. */
function messageOf(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  );
  const head = Buffer.alloc(HEADER_BYTES);
  head.write(type, 'latin1');
  head.writeUInt32BE(body.length + HEADER_BYTES - 1, 1);
  return Buffer.concat([head, body]);
}

/** The session is open before the client comes, so the answer to a start is always the same: come in, ready. */
const WELCOME = Buffer.concat([
  messageOf('R', Buffer.alloc(4)),
  messageOf('S', 'server_version', '17.5'),
  messageOf('S', 'server_encoding', 'UTF8'),
  messageOf('S', 'client_encoding', 'UTF8'),
  messageOf('S', 'DateStyle', 'ISO, MDY'),
  messageOf('S', 'integer_datetimes', 'on'),
  messageOf('S', 'standard_conforming_strings', 'on'),
  messageOf('K', Buffer.alloc(8)),
  messageOf('Z', Buffer.from('I')),
]);

export interface PostgresSocket {
  readonly port: number;
  close(): Promise<void>;
}

/** Lets one client at a time use the session. */
class Turns {
  #holder: Socket | undefined;
  readonly #waiting: { socket: Socket; go: () => void }[] = [];

  async take(socket: Socket): Promise<void> {
    if (this.#holder === undefined || this.#holder === socket) {
      this.#holder = socket;
      return;
    }
    await new Promise<void>((go) => this.#waiting.push({ socket, go }));
  }

  give(): void {
    const next = this.#waiting.shift();
    this.#holder = next?.socket;
    next?.go();
  }

  isHeldBy(socket: Socket): boolean {
    return this.#holder === socket;
  }
}

class Connection {
  readonly #db: PGlite;
  readonly #turns: Turns;
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #unit: Uint8Array[] = [];
  #started = false;
  #work: Promise<void> = Promise.resolve();

  constructor(db: PGlite, turns: Turns, socket: Socket) {
    this.#db = db;
    this.#turns = turns;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#enqueue(() => this.#abandon()));
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (let message = this.#nextMessage(); message !== undefined; message = this.#nextMessage()) {
      if (this.#started) this.#collect(message);
      else this.#greet(message);
    }
  }

  /** The next whole message, which before the start has no type byte. */
  #nextMessage(): Buffer | undefined {
    const typeBytes = this.#started ? 1 : 0;
    if (this.#received.length < HEADER_BYTES) return undefined;
    const size = this.#received.readUInt32BE(typeBytes) + typeBytes;
    if (size > MAX_MESSAGE_BYTES) this.#socket.destroy();
    if (this.#received.length < size) return undefined;
    const message = this.#received.subarray(0, size);
    this.#received = this.#received.subarray(size);
    return message;
  }

  #greet(message: Buffer): void {
    const code = message.length >= 8 ? message.readUInt32BE(4) : 0;
    if (code === SSL_REQUEST || code === GSS_REQUEST) this.#socket.write('N');
    else if (code === CANCEL_REQUEST) this.#socket.end();
    else {
      this.#started = true;
      this.#socket.write(WELCOME);
    }
  }

  #collect(message: Buffer): void {
    const type = String.fromCharCode(message[0] ?? 0);
    if (type === 'X') {
      this.#socket.end();
      return;
    }
    this.#unit.push(message);
    if (type === 'S' || type === 'Q') {
      const unit = this.#unit;
      this.#unit = [];
      this.#enqueue(() => this.#run(unit));
    }
  }

  #enqueue(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch(() => {
      this.#socket.destroy();
    });
  }

  async #run(messages: readonly Uint8Array[]): Promise<void> {
    await this.#turns.take(this.#socket);
    try {
      for (const message of messages) {
        const answer = await this.#db.execProtocolRaw(message);
        if (this.#socket.writable) this.#socket.write(answer);
      }
    } finally {
      if (!this.#db.isInTransaction()) this.#turns.give();
    }
  }

  /** A client that goes away in the middle of a transaction must not keep the others waiting. */
  async #abandon(): Promise<void> {
    if (!this.#turns.isHeldBy(this.#socket)) return;
    if (this.#db.isInTransaction()) await this.#db.exec('ROLLBACK');
    this.#turns.give();
  }
}

export async function servePostgres(db: PGlite): Promise<PostgresSocket> {
  const turns = new Turns();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new Connection(db, turns, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
