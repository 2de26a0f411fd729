// What the command's exit code tells. Part of the interface: scripts and service managers read it.

export const EXIT_OK = 0;
/** It could not start, or failed while running. */
export const EXIT_FAILURE = 1;
/** The command line, a variable or the config file is wrong; nothing was started. */
export const EXIT_USAGE = 2;
