// Sets the theme before the first paint, so that a dark page never flashes white. A file of its own,
// because the content security policy allows no inline script. Keep in step with src/state/theme.ts.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('throughline.theme') ?? 'system';
  } catch {
    // Storage may be forbidden; the system's theme is a good one.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
