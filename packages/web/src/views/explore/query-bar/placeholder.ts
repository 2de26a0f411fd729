// What an empty query bar says.

export const PLACEHOLDER = 'All traces. Ask with { duration > 1s }, or click a filter below';
