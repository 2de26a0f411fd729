// The numbers of OTLP SpanKind that analysis asks for. The names that people see are the model's.

export const KIND_SERVER = 2;
export const KIND_CLIENT = 3;
export const KIND_PRODUCER = 4;
export const KIND_CONSUMER = 5;
