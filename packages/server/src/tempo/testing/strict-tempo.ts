// The strict reader of Tempo's messages, with the .proto files of this package.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStrictTempo } from '@throughline/model/tempo/testing/strict-tempo';
import { protoDirectory } from '../../grpc/proto-directory.ts';

export const strictTempo = createStrictTempo((path) =>
  readFileSync(join(protoDirectory(), path), 'utf8'),
);
