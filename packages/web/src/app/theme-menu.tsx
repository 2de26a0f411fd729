// The choice between light, dark, and whatever the system says.

import { chooseTheme, type ThemeChoice, useTheme, useThemeChoice } from '../state/theme.ts';
import { CheckIcon, MoonIcon, SunIcon } from '../widgets/icons.tsx';
import { PopupButton } from '../widgets/popup-button.tsx';

const CHOICES: readonly { readonly choice: ThemeChoice; readonly label: string }[] = [
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
  { choice: 'system', label: 'As the system' },
];

export function ThemeMenu() {
  const chosen = useThemeChoice();
  const theme = useTheme();
  return (
    <PopupButton
      label={theme === 'dark' ? <MoonIcon /> : <SunIcon />}
      name="Theme"
      className="button button-quiet button-icon"
      alignRight
    >
      {(close) =>
        CHOICES.map(({ choice, label }) => (
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
