// The choice between light, dark, high contrast, and whatever the system says.

import { chooseTheme, THEME_CHOICES, useTheme, useThemeChoice } from '../state/theme.ts';
import { CheckIcon, MoonIcon, SunIcon } from '../widgets/icons.tsx';
import { PopupButton } from '../widgets/popup-button.tsx';

export function ThemeMenu() {
  const chosen = useThemeChoice();
  const isDark = useTheme().startsWith('dark');
  return (
    <PopupButton
      label={isDark ? <MoonIcon /> : <SunIcon />}
      name="Theme"
      className="button button-quiet button-icon"
      alignRight
    >
      {(close) =>
        THEME_CHOICES.map(({ choice, label }) => (
          <button
            key={choice}
            type="button"
            className="option"
            aria-pressed={choice === chosen}
            onClick={() => {
              chooseTheme(choice);
              close();
            }}
          >
            {label}
            {choice === chosen && (
              <span className="option-note">
                <CheckIcon />
              </span>
            )}
          </button>
        ))
      }
    </PopupButton>
  );
}
