// The pages one can go to without knowing what for: what the top bar shows, what the palette offers, and
// the letter that opens each after G. A page is added here and in router.tsx.

export interface PageEntry {
  readonly path: (typeof PAGES)[number]['path'];
  readonly label: string;
  /** Pressed after G. */
  readonly key: string;
  /** What one sees there; the palette shows it and finds the page by it. */
  readonly about: string;
  readonly isInBar: boolean;
}

const PAGES = [
  { path: '/', label: 'Explore', key: 'E', about: 'Search traces', isInBar: true },
  {
    path: '/services',
    label: 'Services',
    key: 'S',
    about: 'Rate, errors and duration of each service',
    isInBar: true,
  },
  { path: '/map', label: 'Map', key: 'M', about: 'Who calls whom', isInBar: true },
  {
    path: '/findings',
    label: 'Findings',
    key: 'F',
    about: 'What is wrong with traces, counted',
    isInBar: true,
  },
  {
    path: '/propagation',
    label: 'Context propagation',
    key: 'P',
    about: 'Who forwards the trace context, and who does not',
    isInBar: false,
  },
  {
    path: '/status',
    label: 'Status',
    key: 'T',
    about: 'What comes in, what is stored, how the server is',
    isInBar: true,
  },
] as const;

export const PAGE_LIST: readonly PageEntry[] = PAGES;
