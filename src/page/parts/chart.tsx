import { plot, type PlotOptions } from "@observablehq/plot";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface ChartProps {
  /** What it shows, in words: the text alternative. */
  readonly label: string;
  /** Makes the plot for a width in pixels. */
  readonly draw: (width: number) => PlotOptions;
  /** What the drawing depends on, besides the width. */
  readonly keys: readonly unknown[];
  readonly caption?: string;
}

/** A plot as wide as its place. */
export function Chart({ label, draw, keys, caption }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    return element === null ? undefined : keepDrawn(element, draw);
  }, keys);
  return (
    <figure class="chart">
      <div role="img" aria-label={label} ref={place} />
      {caption !== undefined && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

/** Draws a plot whenever its place has another width. @returns what ends that */
function keepDrawn(element: HTMLElement, draw: (width: number) => PlotOptions): () => void {
  let drawn = 0;
  let frame = 0;
  function show(): void {
    const width = Math.floor(element.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    const chart = plot({ ...draw(width), width });
    // Its inline style sheet is against our content security policy; the rules are in ours.
    for (const sheet of chart.querySelectorAll("style")) sheet.remove();
    chart.setAttribute("aria-hidden", "true");
    chart.removeAttribute("aria-label");
    element.replaceChildren(chart);
  }
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    // With the frame after that which shows the place: words and tables need not wait for it.
    frame = requestAnimationFrame(show);
  });
  observer.observe(element);
  // What is out of sight is not observed, and is printed all the same.
  addEventListener("beforeprint", show);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    removeEventListener("beforeprint", show);
  };
}
