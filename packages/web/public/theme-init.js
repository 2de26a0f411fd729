// Sets the theme before the first paint, so that a dark page never flashes white. A file of its own,
// because the content security policy allows no inline script. Keep in step with src/state/theme.ts.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('throughline.theme') ?? 'system';
  } catch {
    // Storage may be forbidden; the system's theme is a good one.
  }
  const isChosen = choice === 'light' || choice === 'dark';
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const { dataset } = document.documentElement;
  dataset.theme = isChosen ? choice : system;
  const wantsContrast = choice === 'contrast' || matchMedia('(prefers-contrast: more)').matches;
  if (wantsContrast && !isChosen) dataset.contrast = 'more';
})();
