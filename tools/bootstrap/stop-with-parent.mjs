// Preloaded into the processes we start in groups of their own: when the process that started them is
// gone, however it went, they stop in order, as if they had been asked to.

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Watching must not be what keeps the process alive.
process.channel?.unref();
