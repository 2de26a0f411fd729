// What the engine says of itself, for /metrics and /readyz.

export interface EngineFigures {
  /** By its own accounting, which it corrects by what the system says. */
  readonly memoryBytes: number;
  readonly runningMerges: number;
  /** Active parts of all tables, and of the partition that has most: too many slow inserts down. */
  readonly parts: number;
  readonly mostPartsOfPartition: number;
  /** Compressed, of all tables, with indexes. */
  readonly storedBytes: number;
  /** Of the disk (of all its disks together, when there are several). */
  readonly diskFreeBytes: number;
  readonly diskTotalBytes: number;
}
