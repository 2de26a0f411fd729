// Books a parcel, over gRPC. With the fault `clock-skew` its clock is behind (see skewed-clock.ts).
import { runChild } from '../runtime/child.ts';
import { serveGrpc } from '../runtime/grpc-service.ts';
import { createRandom } from '../runtime/random.ts';
import { connectSql } from '../runtime/sql.ts';
import { work } from '../runtime/work.ts';
import { type ShippingMethods, serviceDefinition } from '../wire/grpc.ts';

const BOOK_PARCEL_MS = 60;

const SHIP_SQL = 'INSERT INTO shipments (order_id, parcels) VALUES ($1, $2) RETURNING id';

void runChild(async ({ settings, addresses }) => {
  const random = createRandom(settings.seed);
  const sql = addresses.then(({ database }) => connectSql(database));
  const service = await serveGrpc<ShippingMethods>(serviceDefinition('Shipping'), {
    CreateShipment: async ({ orderId, parcels }) => {
      await work(random, BOOK_PARCEL_MS);
      const shipment = await (await sql).row<{ id: number }>(SHIP_SQL, [orderId, parcels]);
      return { trackingCode: `SHOP-${String(shipment?.id ?? 0).padStart(6, '0')}` };
    },
  });
  return {
    port: service.port,
    ready: sql.then((connected) => connected.connect()),
    stop: async () => {
      await service.close();
      await (await sql).close();
    },
  };
});
