// An option's default for people to read, in help and in the reference page.

import { OPTIONS, type OptionDeclaration, type OptionKey } from './option-table.ts';

/** Defaults that depend on the surroundings say so in the table and do not come through here. */
const ANY_SURROUNDINGS = { platform: 'linux', env: {}, home: '~', isTerminal: true } as const;

export function defaultInWords(key: OptionKey): string {
  // Each row's default and type agree; across rows they differ.
  const { defaultText, defaultOf, type } = OPTIONS[key] as OptionDeclaration<unknown, unknown>;
  return defaultText ?? `\`${type.show(defaultOf(ANY_SURROUNDINGS))}\``;
}
