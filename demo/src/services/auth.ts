// Who a session belongs to, and how to reach a customer.
import { runChild } from '../runtime/child.ts';
import { HttpError, serveHttp } from '../runtime/http-service.ts';
import { createRandom } from '../runtime/random.ts';
import { connectSql } from '../runtime/sql.ts';
import { work } from '../runtime/work.ts';
import type { Contact, Session } from '../wire/http.ts';

const CHECK_SIGNATURE_MS = 4;

const SESSION_SQL = `SELECT users.id AS "userId", users.name, users.currency
  FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.token = $1`;
const CONTACT_SQL = 'SELECT name, email FROM users WHERE id = $1';

void runChild(async ({ settings, addresses }) => {
  const random = createRandom(settings.seed);
  const sql = addresses.then(({ database }) => connectSql(database));
  const service = await serveHttp(0, (app) => {
    app.get('/sessions/:token', async (request, response) => {
      await work(random, CHECK_SIGNATURE_MS);
      const session = await (await sql).row<Session>(SESSION_SQL, [request.params.token]);
      if (session === undefined) throw new HttpError(401, 'no such session');
      response.json(session);
    });
    app.get('/users/:id/contact', async (request, response) => {
      const contact = await (await sql).row<Contact>(CONTACT_SQL, [Number(request.params.id)]);
      if (contact === undefined) throw new HttpError(404, 'no such customer');
      response.json(contact);
    });
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
