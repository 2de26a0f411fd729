// How @grpc/grpc-js is to pass on the messages of a method: as the bytes that they are, because decoding is the model's.

const asItIs = (bytes: Buffer): Buffer => bytes;

export const BYTES_METHOD = {
  requestStream: false,
  requestSerialize: asItIs,
  requestDeserialize: asItIs,
  responseSerialize: asItIs,
  responseDeserialize: asItIs,
} as const;
