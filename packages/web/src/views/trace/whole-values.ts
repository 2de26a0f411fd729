// Long values come cut; whoever shows one can ask for all of them.

import { createContext, useContext } from 'react';

export interface WholeValues {
  readonly isLoading: boolean;
  readonly fetch: () => void;
}

export const WholeValuesContext = createContext<WholeValues>({
  isLoading: false,
  fetch: () => undefined,
});

export function useWholeValues(): WholeValues {
  return useContext(WholeValuesContext);
}
