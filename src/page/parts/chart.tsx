import { plot, type PlotOptions } from "@observablehq/plot";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

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
  const width = useWidth(place);
  useEffect(() => {
    if (width === 0 || place.current === null) return;
    const drawn = plot({ ...draw(width), width });
    // Its inline style sheet is against our content security policy; the rules are in ours.
    for (const sheet of drawn.querySelectorAll("style")) sheet.remove();
    drawn.setAttribute("aria-hidden", "true");
    drawn.removeAttribute("aria-label");
    place.current.replaceChildren(drawn);
  }, [width, ...keys]);
  return (
    <figure class="chart">
      <div role="img" aria-label={label} ref={place} />
      {caption !== undefined && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

function useWidth(place: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}
