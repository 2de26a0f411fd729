// What a client of Tempo's API asked wrong, in Tempo's words where it has some: clients show them.

export class BadRequestError extends Error {
  override readonly name = 'BadRequestError';
}
