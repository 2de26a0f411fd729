// What `throughline help` prints, from the option table.

import { defaultInWords } from '../config/default-in-words.ts';
import { OPTION_GROUPS, OPTION_KEYS, OPTIONS, type OptionKey } from '../config/option-table.ts';
import { VERB_DESCRIPTIONS, VERBS } from './command-line.ts';

const WIDTH = 80;
const INDENT = '      ';

export function helpText(version: string): string {
  const verbs = VERBS.map((verb) => `  ${verb.padEnd(10)}${VERB_DESCRIPTIONS[verb]}`);
  const groups = OPTION_GROUPS.map((group) => {
    const keys = OPTION_KEYS.filter((key) => OPTIONS[key].group === group);
    return `${group}:\n${keys.map(optionHelp).join('\n')}`;
  });
  return [
    `Throughline ${version}: follows one request through every service it touches`,
    `Usage: throughline [command] [options]\n\n${verbs.join('\n')}`,
    ...groups,
    'A port may be 0 for any free one, or off.\n' +
      'Every option is also a variable (--http-port is THROUGHLINE_HTTP_PORT) and a key\n' +
      'of the YAML file that --config names. A flag wins over a variable, a variable over\n' +
      'the file.',
    'Exit codes: 0 stopped in order, 1 could not start or failed, 2 wrong options.\n',
  ].join('\n\n');
}

function optionHelp(key: OptionKey): string {
  const { name, type, description, secret } = OPTIONS[key];
  const where = secret === true ? ' (not as a flag: a variable or the config file)' : '';
  const text = `${description} Default: ${defaultInWords(key).replaceAll('`', '')}.`;
  return `  --${name} ${type.placeholder}${where}\n${wrap(text)}`;
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = INDENT.slice(1);
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH && line.trim() !== '') {
      lines.push(line);
      line = INDENT.slice(1);
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n');
}
