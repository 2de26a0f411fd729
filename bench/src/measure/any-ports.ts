// Arguments that let every listener of the product take a port that is free: those that nobody chose cannot be taken.

import { OPTIONS } from '@throughline/server/config/option-table';

const PORT_OPTION = /-port$/;

export const ANY_PORTS: readonly string[] = Object.values(OPTIONS)
  .filter(({ name }) => PORT_OPTION.test(name))
  .map(({ name }) => `--${name}=0`);
