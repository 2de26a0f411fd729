// Runs before each file of the unit tests. Files share a process, with what they import of libraries, since
// starting one and loading them takes longer than most files' tests do. Our own modules each file gets anew:
// what a module remembers, and what a test does to it, is never seen by another file.

import { vi } from 'vitest';

vi.useRealTimers();
vi.unstubAllGlobals();
vi.unstubAllEnvs();
vi.resetModules();
