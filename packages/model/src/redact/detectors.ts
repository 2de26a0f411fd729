// Ready-made finders of what is often secret, by name. Every expression is linear in the text: it has a
// literal or a boundary to begin at, so that no character starts more than a bounded number of tries,
// and its parts cannot trade characters.

import { findCreditCards } from './credit-card.ts';
import type { TextFinder, TextRange } from './redaction-rules.ts';

export const DETECTOR_NAMES = [
  'api-key',
  'authorization',
  'credit-card',
  'email',
  'ip-address',
  'jwt',
  'private-key',
  'url-password',
] as const;
export type DetectorName = (typeof DETECTOR_NAMES)[number];

export interface Detector {
  readonly finds: string;
  readonly find: TextFinder;
}

/** Keys whose form gives them away: AWS, GitHub, GitLab, Slack, Stripe, Google, npm, OpenAI. */
const API_KEY = new RegExp(
  [
    'A(?:KIA|SIA)[A-Z0-9]{16}',
    'gh[pousr]_[A-Za-z0-9]{36,255}',
    'github_pat_[A-Za-z0-9_]{22,255}',
    'glpat-[A-Za-z0-9_-]{20,255}',
    'xox[abeoprs]-[A-Za-z0-9-]{10,255}',
    '[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}',
    'AIza[A-Za-z0-9_-]{35}',
    'npm_[A-Za-z0-9]{36}',
    'sk-[A-Za-z0-9_-]{20,255}',
  ]
    .map((form) => `(?<![A-Za-z0-9_])${form}`)
    .join('|'),
  'g',
);

/** The credentials only: what kind they are may be known. */
const AUTHORIZATION = /\b(?:bearer|basic|digest|negotiate|token) {1,8}([A-Za-z0-9._~+/=:-]{8,})/dgi;

const EMAIL =
  /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}/g;

const IPV4 =
  /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g;
/** At least three colons, or a double one between groups: a time of day is neither. */
const IPV6 =
  /(?<![\w:.])(?=[0-9A-Fa-f:]{0,40}(?:::|:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:))[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])/g;

const JWT = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g;

/** To its end, or to the end of the text when it was cut off. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/gs;

/** What stands between the user's name and the host in a URL. */
const URL_PASSWORD = /:\/\/[^\s/@:]{0,256}:([^\s/@]{1,256})@/dg;

export const DETECTORS: Readonly<Record<DetectorName, Detector>> = {
  'api-key': {
    finds: 'API keys and access tokens of well-known services, by their prefixes',
    find: wholeMatches(API_KEY),
  },
  authorization: {
    finds: 'what follows Bearer, Basic, Digest, Negotiate or Token',
    find: groupMatches(AUTHORIZATION),
  },
  'credit-card': {
    finds: 'card numbers by issuer, length and check digit, also in groups',
    find: findCreditCards,
  },
  email: { finds: 'e-mail addresses', find: wholeMatches(EMAIL) },
  'ip-address': {
    finds: 'IPv4 and IPv6 addresses',
    find: (text) => [...wholeMatches(IPV4)(text), ...wholeMatches(IPV6)(text)],
  },
  jwt: { finds: 'JSON Web Tokens', find: wholeMatches(JWT) },
  'private-key': { finds: 'private keys in PEM form', find: wholeMatches(PRIVATE_KEY) },
  'url-password': {
    finds: 'the password of a URL, as in postgres://user:password@host',
    find: groupMatches(URL_PASSWORD),
  },
};

const NOTHING: readonly TextRange[] = [];

function wholeMatches(pattern: RegExp): TextFinder {
  return (text) => {
    if (text.search(pattern) < 0) return NOTHING;
    return Array.from(text.matchAll(pattern), ({ 0: match, index }) => {
      return { start: index, end: index + match.length };
    });
  };
}

/** `pattern` has the flag d and one group, which always takes part. */
function groupMatches(pattern: RegExp): TextFinder {
  return (text) => {
    if (text.search(pattern) < 0) return NOTHING;
    return Array.from(text.matchAll(pattern), ({ indices }) => {
      const [start, end] = indices?.[1] ?? [0, 0];
      return { start, end };
    });
  };
}
