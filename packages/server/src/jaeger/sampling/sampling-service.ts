// jaeger.api_v2.SamplingManager as @grpc/grpc-js wants it: message bytes go in and out as they are, because decoding is
// the model's. Added to the collector's server, and to the one of the sampling port.

import { type Server, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import {
  decodeSamplingParameters,
  encodeSamplingProtobuf,
} from '@throughline/model/jaeger/sampling-encode';
import { BYTES_METHOD } from '../../grpc/bytes-method.ts';
import type { SamplingAnswers } from './sampling-http.ts';

export const SAMPLING_SERVICE_NAME = 'jaeger.api_v2.SamplingManager';

const SAMPLING_SERVICE = {
  getSamplingStrategy: {
    path: `/${SAMPLING_SERVICE_NAME}/GetSamplingStrategy`,
    ...BYTES_METHOD,
    responseStream: false,
  },
} as const;

export function addSamplingService(server: Server, { strategyFor, count }: SamplingAnswers): void {
  server.addService(SAMPLING_SERVICE, {
    getSamplingStrategy(call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) {
      let service: string;
      try {
        service = decodeSamplingParameters(call.request);
      } catch (error) {
        const details = error instanceof Error ? error.message : String(error);
        callback({ code: status.INVALID_ARGUMENT, details });
        return;
      }
      count('grpc');
      callback(null, Buffer.from(encodeSamplingProtobuf(strategyFor(service))));
    },
  });
}
