import { render } from "preact";
import { applyTheme } from "../theme.tsx";
import { App } from "./app.tsx";
import { ask, type Session } from "./requests.ts";

async function start(place: HTMLElement): Promise<void> {
  applyTheme();
  render(<App session={await ask<Session>("session", {})} />, place);
}

const place = document.getElementById("app");
if (place !== null) {
  start(place).catch((error: unknown) => {
    place.textContent = `The sample could not be shown: ${error instanceof Error ? error.message : String(error)}`;
  });
}
