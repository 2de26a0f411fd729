// Jaeger's agent: each packet is one call of emitBatch, and nobody waits for an answer. What cannot be taken,
// because it is malformed or there is too much of it at once, is dropped and counted.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { decodeJaegerPacket, type ThriftProtocol } from '@throughline/model/jaeger/thrift-decode';
import { ExportFailure } from '../ingest/export-failure.ts';
import { beginExport, type DecodeBody, type ExportContext } from '../ingest/export-traces.ts';
import { type ListenAddress, type Listener, listenerUrl } from '../listener.ts';
import type { IngestProtocol } from '../telemetry/metrics.ts';
import { requestIdOf } from '../telemetry/request-id.ts';

export interface JaegerUdpListenerOptions extends ExportContext, ListenAddress {
  readonly thrift: ThriftProtocol;
  /** Of packets that are being written. */
  readonly maxPendingBytes?: number;
}

/**
 * Packets that are being written to disk. One holds up to 65 kB and some hundred spans, and a write takes some
 * milliseconds: this is a second of a busy agent, and more would only wait for longer.
 */
const MAX_PENDING_BYTES = 32 * 1024 * 1024;

/** What the system keeps while this process is busy; it gives less where it has a lower limit. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

const PROTOCOLS: Readonly<Record<ThriftProtocol, IngestProtocol>> = {
  binary: 'jaeger_binary',
  compact: 'jaeger_compact',
};

export function createJaegerUdpListener(options: JaegerUdpListenerOptions): Listener {
  const { host, thrift } = options;
  const socket = createSocket({
    type: isIPv6(host) ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER_BYTES,
  });
  const pending = receivePackets(socket, options);
  let url = listenerUrl('udp', options);
  let isClosed = false;
  return {
    name: `jaeger-${thrift}`,
    purpose: `Jaeger over UDP: emitBatch, ${thrift} thrift`,
    get url() {
      return url;
    },
    async start() {
      socket.bind({ address: host, port: options.port, exclusive: true });
      // Rejects with what the socket says when the address cannot be bound.
      await once(socket, 'listening');
      socket.on('error', (error) =>
        options.logger.error({ err: error, url }, 'a UDP socket failed'),
      );
      url = listenerUrl('udp', { host, port: socket.address().port });
    },
    async stop(graceMs) {
      if (!isClosed) socket.close();
      isClosed = true;
      await Promise.race([pending.settled(), elapsed(graceMs)]);
    },
  };
}

interface PendingPackets {
  /** Resolves when everything that was taken is on disk or refused. */
  settled(): Promise<unknown>;
}

function receivePackets(socket: Socket, options: JaegerUdpListenerOptions): PendingPackets {
  const { thrift, maxPendingBytes = MAX_PENDING_BYTES } = options;
  const protocol = PROTOCOLS[thrift];
  const decode: DecodeBody = (body, batch, receivedMs) =>
    decodeJaegerPacket(body, thrift, batch, receivedMs);
  const writes = new Set<Promise<void>>();
  let pendingBytes = 0;
  const take = async (packet: Buffer): Promise<void> => {
    const attempt = beginExport(options, protocol, requestIdOf(undefined));
    try {
      attempt.received(packet.length);
      if (pendingBytes > maxPendingBytes) {
        throw new ExportFailure('overloaded', 'packets arrive faster than they can be stored');
      }
      attempt.succeed(await attempt.append(packet, decode));
    } catch (error) {
      attempt.fail(error);
    }
  };
  socket.on('message', (packet) => {
    pendingBytes += packet.length;
    const write = take(packet).finally(() => {
      pendingBytes -= packet.length;
      writes.delete(write);
    });
    writes.add(write);
  });
  return { settled: () => Promise.all(writes) };
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
