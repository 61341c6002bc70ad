// Loaded before the first paint, as a file of its own because the content security policy allows no
// inline script: without it the page would flash white in the dark.
(() => {
  let choice = 'auto';
  try {
    choice = localStorage.getItem('muster-colours') || 'auto';
  } catch {
    // Storage may be blocked; the system's preference is then the answer.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
