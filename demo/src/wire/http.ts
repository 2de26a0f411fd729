// What the HTTP services of the shop answer to each other.
import type { Product } from './grpc.ts';

export interface Session {
  readonly userId: number;
  readonly name: string;
  readonly currency: string;
}

export interface Contact {
  readonly name: string;
  readonly email: string;
}

export interface Rate {
  readonly currency: string;
  /** How many of it one euro buys. */
  readonly rate: number;
}

export interface PricedLine extends Product {
  readonly quantity: number;
}

export interface Cart {
  readonly lines: readonly PricedLine[];
  readonly totalCents: number;
  readonly currency: string;
}

export interface Payment {
  readonly paymentId: number;
}

export interface Order {
  readonly orderId: number;
  readonly totalCents: number;
  readonly currency: string;
  readonly trackingCode: string;
}
