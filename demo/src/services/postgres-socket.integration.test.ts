// Several clients at one PGlite: parameters do not get mixed up, transactions are not interrupted.
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresSocket, servePostgres } from './postgres-socket.ts';

let db: PGlite;
let socket: PostgresSocket;
beforeAll(async () => {
  db = await PGlite.create();
  await db.exec('CREATE TABLE counts (id int PRIMARY KEY, n int NOT NULL)');
  socket = await servePostgres(db);
}, 30_000);
afterAll(async () => {
  await socket.close();
  await db.close();
});

async function connectClients(count: number): Promise<Client[]> {
  const url = `postgres://shop@127.0.0.1:${socket.port}/shop`;
  const clients = Array.from({ length: count }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}

const disconnect = (clients: readonly Client[]) =>
  Promise.all(clients.map((client) => client.end()));

describe('the socket of the database', () => {
  it('answers every client with its own rows', async () => {
    const clients = await connectClients(4);
    const askInTurn = async (client: Client, first: number): Promise<number[]> => {
      const answers: number[] = [];
      for (let n = first; n < first + 20; n += 1) {
        const { rows } = await client.query<{ n: number }>('SELECT $1::int AS n', [n]);
        answers.push(...rows.map((row) => row.n));
      }
      return answers;
    };
    const answers = await Promise.all(
      clients.map((client, index) => askInTurn(client, index * 20)),
    );
    expect(answers.flat()).toEqual(Array.from({ length: 80 }, (_, n) => n));
    await disconnect(clients);
  });

  it('goes on after a statement that is wrong', async () => {
    const [client] = (await connectClients(1)) as [Client];
    await expect(client.query('SELEC $1', [1])).rejects.toThrow(/syntax error/);
    await expect(client.query('SELEC')).rejects.toThrow(/syntax error/);
    expect((await client.query('SELECT 7 AS n')).rows).toEqual([{ n: 7 }]);
    await disconnect([client]);
  });

  it('lets nobody into a transaction', async () => {
    const [one, two] = (await connectClients(2)) as [Client, Client];
    await one.query('BEGIN');
    await one.query('INSERT INTO counts VALUES (1, 10)');
    const seen = two.query('SELECT n FROM counts WHERE id = 1');
    await one.query('UPDATE counts SET n = 11 WHERE id = 1');
    await one.query('COMMIT');
    expect((await seen).rows).toEqual([{ n: 11 }]);
    await disconnect([one, two]);
  });

  it('rolls back what a client left open, and lets the others go on', async () => {
    const [one, two] = (await connectClients(2)) as [Client, Client];
    one.on('error', () => undefined);
    await one.query('BEGIN');
    await one.query('INSERT INTO counts VALUES (2, 20)');
    const seen = two.query('SELECT count(*)::int AS n FROM counts WHERE id = 2');
    await one.end();
    expect((await seen).rows).toEqual([{ n: 0 }]);
    await disconnect([two]);
  });
});
