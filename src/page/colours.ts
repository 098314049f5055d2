// Two scales that stay in order for every kind of colour vision, and in grey: viridis (Smith and van der Walt 2015) for
// amounts, blue to orange for differences. Numbers stand in the cells besides.

type Rgb = readonly [number, number, number];

const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 73, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
];

const BLUE_ORANGE: readonly Rgb[] = [
  [5, 80, 150],
  [66, 133, 190],
  [155, 195, 222],
  [240, 240, 238],
  [250, 200, 140],
  [226, 133, 50],
  [160, 75, 5],
];

/** Colours that are told apart. */
const STEPS = 100;

/**
 * The class of a cell, for its background and ink.
 *
 * @param share from 0 to 1
 */
export function amountColours(share: number | null): string | undefined {
  return share === null || Number.isNaN(share) ? undefined : `amount-${stepOf(share)}`;
}

/**
 * The class of a cell, for its background and ink.
 *
 * @param share from -1 (blue) over 0 to 1 (orange)
 */
export function differenceColours(share: number | null): string | undefined {
  return share === null || Number.isNaN(share) ? undefined : `difference-${stepOf((share + 1) / 2)}`;
}

/** Adds the classes to a page. With a style of its own for each of a thousand cells, a matrix would take half as long again. */
export function addColours(page: Document): void {
  const sheet = new CSSStyleSheet();
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => step);
  const rules = steps.flatMap((step) => [
    `.amount-${step}{${coloursOf(pick(VIRIDIS, step / STEPS))}}`,
    `.difference-${step}{${coloursOf(pick(BLUE_ORANGE, step / STEPS))}}`,
  ]);
  sheet.replaceSync(rules.join(""));
  page.adoptedStyleSheets.push(sheet);
}

function stepOf(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS);
}

function pick(stops: readonly Rgb[], share: number): Rgb {
  const place = share * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  const [from = [0, 0, 0], to = [0, 0, 0]] = stops.slice(below, below + 2);
  const mixed = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (to[channel] - from[channel]) * (place - below));
  return [mixed(0), mixed(1), mixed(2)];
}

function coloursOf(rgb: Rgb): string {
  // Whichever ink has more contrast has at least 4.58 : 1, whatever the background.
  const light = luminance(rgb);
  const ink = 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#fff" : "#000";
  return `background-color:rgb(${rgb.join(" ")});color:${ink}`;
}

/** Relative luminance as WCAG 2 defines it. */
function luminance(rgb: Rgb): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
