// Asks everything on the page again, up to now: because a person wants to see what is new, or has just brought it.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { flushSync } from 'react-dom';
import { moveNow } from '../state/now.ts';

export function useAskAgain(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    // What is about a time range turns to the new one first, or it would be asked about the old one, too.
    flushSync(moveNow);
    void client.invalidateQueries({}, { cancelRefetch: false });
  }, [client]);
}
