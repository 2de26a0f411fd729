// A message in the queue. The headers carry the trace context of whoever sent it.

export interface Message {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OrderPlaced;
}

export interface OrderPlaced {
  readonly orderId: number;
  readonly userId: number;
}

export const ORDERS_QUEUE = 'orders';
/** No well-known system: the value of `messaging.system` for our own small queue. */
export const MESSAGING_SYSTEM = 'shop-queue';
