// The typed face of shop.proto: the service definitions to serve, and clients with promises.
// The file is read at start; the children run in the folder of the demo, so its path is relative to that.
import {
  type Client,
  credentials,
  loadPackageDefinition,
  type ServiceClientConstructor,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly priceCents: number;
  readonly stock: number;
}
export interface Line {
  readonly sku: string;
  readonly quantity: number;
}
export interface InventoryMethods {
  GetProducts: { request: { skus: readonly string[] }; reply: { products: readonly Product[] } };
  Reserve: { request: { lines: readonly Line[] }; reply: { products: number } };
  Release: { request: { lines: readonly Line[] }; reply: { products: number } };
}
export interface ShippingMethods {
  CreateShipment: {
    request: { orderId: number; parcels: number };
    reply: { trackingCode: string };
  };
}

type Methods = Record<string, { request: unknown; reply: unknown }>;
type Unary = (request: unknown, done: (error: ServiceError | null, reply: unknown) => void) => void;

export interface Caller<M> {
  call<K extends keyof M & string>(
    method: K,
    request: M[K] extends { request: infer R } ? R : never,
  ): Promise<M[K] extends { reply: infer R } ? R : never>;
  close(): void;
}

const PROTO_FILE = 'src/wire/shop.proto';

function constructorOf(service: 'Inventory' | 'Shipping'): ServiceClientConstructor {
  const root = loadPackageDefinition(loadSync(PROTO_FILE, { defaults: true, arrays: true }));
  const shop = root['shop'] as Record<string, ServiceClientConstructor>;
  const found = shop[service];
  if (found === undefined) throw new Error(`${PROTO_FILE} has no service ${service}`);
  return found;
}

export function serviceDefinition(service: 'Inventory' | 'Shipping'): ServiceDefinition {
  return constructorOf(service).service;
}

function callerOf<M extends { [K in keyof M]: Methods[string] }>(
  service: 'Inventory' | 'Shipping',
  address: string,
): Caller<M> {
  const Constructor = constructorOf(service);
  const client: Client = new Constructor(address, credentials.createInsecure());
  const methods = client as unknown as Record<string, Unary>;
  return {
    call: (method, request) =>
      new Promise((resolve, reject) => {
        methods[method]?.(request, (error, reply) => {
          if (error === null) resolve(reply as never);
          else reject(error);
        });
      }),
    close: () => client.close(),
  };
}

export const connectInventory = (address: string): Caller<InventoryMethods> =>
  callerOf<InventoryMethods>('Inventory', address);
export const connectShipping = (address: string): Caller<ShippingMethods> =>
  callerOf<ShippingMethods>('Shipping', address);
