// What spans without a service's name go by: Jaeger's word outside, ours in the store.

import { UNKNOWN_SERVICE } from '@throughline/model/batch/origin';
import { NO_SERVICE_NAME } from '@throughline/model/jaeger/tag-names';

export function toldService(stored: string): string {
  return stored === UNKNOWN_SERVICE ? NO_SERVICE_NAME : stored;
}

export function storedService(told: string): string {
  return told === NO_SERVICE_NAME ? UNKNOWN_SERVICE : told;
}
