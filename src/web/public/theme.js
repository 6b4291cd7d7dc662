// Applies the stored theme before the first paint; a file of its own because the content security policy allows no inline script.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('armature.theme');
  } catch {
    // Storage is switched off: the system's preference stays.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
