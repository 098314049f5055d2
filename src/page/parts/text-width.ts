/** Of all text in charts, in pixels. */
export const CHART_FONT_SIZE = 12;

let context: CanvasRenderingContext2D | null | undefined;

/** How wide a text is in a chart, in pixels: names in capitals are half as wide again as others. */
export function textWidth(text: string): number {
  if (context === undefined) {
    context = document.createElement("canvas").getContext("2d");
    if (context !== null) context.font = `${CHART_FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  }
  // Where there is no canvas, as wide as most are.
  return context?.measureText(text).width ?? text.length * 7;
}
