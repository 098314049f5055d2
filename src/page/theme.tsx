import type { JSX } from "preact";
import { useState } from "preact/hooks";

const KEY = "speceval-theme";
type Theme = "light" | "dark";

/** What the reader chose before; undefined to go by the system. */
function chosenTheme(): Theme | undefined {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : undefined;
  } catch {
    // A browser may keep nothing for files.
    return undefined;
  }
}

function showTheme(theme: Theme | undefined): void {
  if (theme === undefined) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function applyTheme(): void {
  showTheme(chosenTheme());
}

export function ThemeButton(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(() => chosenTheme() ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const next = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      class="theme"
      onClick={() => {
        setTheme(next);
        showTheme(next);
        try {
          localStorage.setItem(KEY, next);
        } catch {
          // It holds until the page is closed.
        }
      }}
    >
      {next === "dark" ? "Dark" : "Light"}
    </button>
  );
}
