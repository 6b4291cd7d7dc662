// Light, dark, or as the system has it; kept in this browser.
import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { cx } from './cx.ts';

const KEY = 'armature.theme';
const THEMES = [
  { id: 'system', label: 'System theme', Icon: Monitor },
  { id: 'light', label: 'Light theme', Icon: Sun },
  { id: 'dark', label: 'Dark theme', Icon: Moon },
] as const;
type Theme = (typeof THEMES)[number]['id'];

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const onChoose = (chosen: Theme): void => {
    setTheme(chosen);
    applyTheme(chosen);
  };
  return (
    <div role="radiogroup" aria-label="Theme" className="flex rounded-md border border-line p-0.5">
      {THEMES.map(({ id, label, Icon }) => (
        <button
          key={id}
          type="button"
          role="radio"
          aria-checked={theme === id}
          aria-label={label}
          title={label}
          onClick={() => onChoose(id)}
          className={cx(
            'flex h-6 w-7 items-center justify-center rounded-sm max-md:h-8 max-md:w-9',
            theme === id ? 'bg-hover text-ink' : 'text-faint hover:text-ink',
          )}
        >
          <Icon size={14} aria-hidden="true" />
        </button>
      ))}
    </div>
  );
}

function storedTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
