// A hash of the block of storage in which a row of a statement lies: a sample by it leaves whole blocks unread, where one
// by ids would read everything.

/** `index_granularity` as it is by default: a block is read as a whole. */
const BLOCK_ROWS = 8_192;

export const BLOCK_HASH = `cityHash64(_part, intDiv(_part_offset, ${BLOCK_ROWS}))`;
