// Tells a file that the engine cannot take from an engine in trouble. A refusal names the data; but a
// file that kills the engine, or needs more memory than it has, only shows by failing again and again
// while others do not. Pure bookkeeping: what is done about it is the drain's.

/** What the engine refuses as malformed is offered again this often, in case it was confused. */
const MAX_REFUSALS = 3;

/** After so many failures one after the other, another file is tried. */
const FAILURES_BEFORE_OTHERS = 3;

/**
 * So often a file may have failed that many times, with another stored right after it, before it is
 * blamed. High, because being killed in the middle of an insert again and again is possible as well.
 */
const MAX_EVIDENCE = 5;

interface Failing {
  refusals: number;
  failures: number;
  evidence: number;
  reason: string;
}

export class SpoolTrouble {
  private readonly files = new Map<string, Failing>();

  failed(id: string, reason: string, isRefusal: boolean): 'hopeless' | 'in doubt' {
    const failing = this.files.get(id) ?? { refusals: 0, failures: 0, evidence: 0, reason };
    failing.reason = reason;
    if (isRefusal) failing.refusals++;
    else failing.failures++;
    this.files.set(id, failing);
    return failing.refusals >= MAX_REFUSALS ? 'hopeless' : 'in doubt';
  }

  /** True until another file has been tried, whatever came of that. */
  letsOthersGoFirst(id: string): boolean {
    const failing = this.files.get(id);
    if (failing === undefined || failing.failures < FAILURES_BEFORE_OTHERS) return false;
    // Those behind it that failed too say that it is the engine.
    const others = [...this.files].filter(([other]) => other !== id);
    if (others.every(([, { failures }]) => failures === 0)) return true;
    failing.failures = 0;
    for (const [, other] of others) other.failures = 0;
    return false;
  }

  /** The file is stored. Returns those to be set aside, since they failed while this one did not. */
  stored(id: string): { id: string; reason: string }[] {
    this.files.delete(id);
    const blamed: { id: string; reason: string }[] = [];
    for (const [other, failing] of this.files) {
      if (failing.failures < FAILURES_BEFORE_OTHERS) continue;
      failing.failures = 0;
      failing.evidence++;
      if (failing.evidence >= MAX_EVIDENCE) blamed.push({ id: other, reason: failing.reason });
    }
    return blamed;
  }

  forget(id: string): void {
    this.files.delete(id);
  }
}
