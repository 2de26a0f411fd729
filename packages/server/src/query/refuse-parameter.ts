// A parameter whose text is not what it should be, as the API says it: name, value found, what would be right.

import { ApiError } from '../http/errors.ts';

export function refuseParameter(field: string, value: string, expected: string): never {
  const message = `${field}: "${value}" is not valid; expected ${expected}`;
  throw new ApiError('INVALID_PARAMETER', message, { field });
}
