import { render } from "preact";
import { BLOCKS } from "../report/chunks.ts";
import { App } from "./app.tsx";
import { addColours } from "./colours.ts";
import { embeddedSource } from "./data/embedded.ts";
import { servedSource } from "./data/served.ts";
import { remembering } from "./data/source.ts";
import { unfoldWhenPrinting } from "./printing.ts";
import { applyTheme } from "./theme.tsx";

async function start(place: HTMLElement): Promise<void> {
  applyTheme();
  addColours(document);
  unfoldWhenPrinting();
  const embedded = document.getElementById(BLOCKS.summary) !== null;
  const source = remembering(embedded ? embeddedSource(document) : servedSource());
  render(<App source={source} first={embedded ? await source.summary() : undefined} />, place);
}

const place = document.getElementById("app");
if (place !== null) {
  start(place).catch((error: unknown) => {
    place.textContent = `The report could not be shown: ${error instanceof Error ? error.message : String(error)}`;
  });
}
