// What the ready-made finders find, what they leave, and that no text keeps them busy.

import { describe, expect, it } from 'vitest';
import { DETECTOR_NAMES, DETECTORS, type DetectorName } from './detectors.ts';

/** The found parts in angle brackets. */
function marked(name: DetectorName, text: string): string {
  let result = '';
  let at = 0;
  for (const { start, end } of DETECTORS[name].find(text)) {
    result += `${text.slice(at, start)}<${text.slice(start, end)}>`;
    at = end;
  }
  return result + text.slice(at);
}

// Spelled in two parts, so that no scanner of repositories takes them for real.
const STRIPE = `sk_${'live'}_4eC39HqLyjWDarjtT1zdp7dc`;
const GITHUB = `ghp_${'abcdefghijklmnopqrstuvwxyz0123456789'}`;
const AWS = `AKIA${'IOSFODNN7EXAMPLE'}`;
const JWT = `eyJ${'hbGciOiJIUzI1NiJ9'}.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N`;
const PEM = `-----BEGIN RSA PRIVATE ${'KEY'}-----\nProc-Type: 4,ENCRYPTED\n\nMIIE+abc/=\n-----END RSA PRIVATE KEY-----`;

describe('detectors', () => {
  it.each<[DetectorName, string]>([
    ['credit-card', 'card <4111111111111111> used'],
    ['credit-card', '<4111 1111 1111 1111>, <5500-0000-0000-0004>'],
    ['credit-card', '<378282246310005> and <6011111111111117>'],
    ['credit-card', 'id 7 <4111 1111 1111 1111> 12 card.<4111111111111111>'],
    ['credit-card', '<2223003122003222>|<36227206271667>'],
    ['email', 'to <jane.doe+x@mail.example.co.uk>, or <a@b.io>.'],
    ['authorization', 'Authorization: Bearer <abc.DEF_123-456==>'],
    ['authorization', 'basic <dXNlcjpwYXNz>'],
    ['jwt', `cookie=<${JWT}>; path=/`],
    ['api-key', `<${STRIPE}> <${GITHUB}> (<${AWS}>)`],
    ['private-key', `key: <${PEM}> end`],
    ['private-key', `<${PEM.slice(0, 45)}>`],
    ['url-password', 'postgres://shop:<p:ss>@db:5432/x and redis://:<s3cret>@cache'],
    ['ip-address', 'from <192.168.10.254> to <2001:db8::ff00:42:8329>, <::1>'],
  ])('%s finds %s', (name, expected) => {
    expect(marked(name, expected.replaceAll(/[<>]/g, ''))).toBe(expected);
  });

  it.each<[DetectorName, string]>([
    // The check digit is wrong; a nanosecond timestamp; a longer number; a fraction.
    ['credit-card', '4111111111111112'],
    ['credit-card', '1700000000000000001'],
    ['credit-card', '41111111111111110000'],
    ['credit-card', '0.4111111111111111'],
    ['email', 'user@localhost, @decorator, a@b'],
    ['authorization', 'bearer of news; basic math'],
    ['jwt', 'eyJhbGciOiJIUzI1NiJ9.only'],
    ['api-key', 'task-force sk-short desk-top-computer-of-the-year-2026'],
    ['private-key', '-----BEGIN PUBLIC KEY-----'],
    ['url-password', 'http://host:8080/a@b https://x/y:z@w'],
    ['ip-address', '1.2.3 version 1.2.3.4.5 999.1.1.1 at 12:30:45 std::vector'],
  ])('%s leaves %s', (name, text) => {
    expect(marked(name, text)).toBe(text);
  });

  it.each(DETECTOR_NAMES)('%s takes no more time for text that is made to be slow', (name) => {
    const length = 200_000;
    const pieces = ['1', '1 ', 'a', 'a.', 'a@', 'a@a.', 'eyJ', 'eyJaaaaaaaa.', 'bearer ', ' '];
    const more = [
      '://',
      '://a:',
      'sk-',
      '-----BEGIN PRIVATE KEY-----',
      '1.',
      '::',
      'a:',
      '%',
      '4111 ',
    ];
    for (const piece of [...pieces, ...more]) {
      const found = DETECTORS[name].find(piece.repeat(length / piece.length));
      expect(Array.isArray(found), piece).toBe(true);
    }
  });
});
