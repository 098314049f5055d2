import { axisX, axisY, barX, dot, gridX, gridY, ruleX, ruleY, text, tickX, type MarkOptions } from "@observablehq/plot";
import type { JSX } from "preact";
import type { Interval } from "../../report/summary.ts";
import { plainName } from "../visible.ts";
import { Chart } from "./chart.tsx";
import { CHART_FONT_SIZE, textWidth } from "./text-width.ts";

const INK = "var(--ink)";
const QUIET = "var(--quiet)";
const ACCENT = "var(--accent)";
const OTHER = "var(--other)";
const ROW = 26;

export interface Bar {
  readonly name: string;
  readonly value: number | null;
  /** The narrow interval, drawn thick. */
  readonly inner?: Interval | null;
  /** The wide one, drawn thin. */
  readonly outer?: Interval | null;
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
  /** What is at the foot of the axis, and how far it goes. */
  readonly domain: readonly [number, number];
  readonly axis: string;
  readonly caption?: string;
  /** Where bars begin; differences begin at 0 and go both ways. */
  readonly base?: number;
}

/** Horizontal bars with up to two intervals each, values written at the right. */
export function Bars({ label, bars, format, domain, axis, caption, base = domain[0] }: BarsProps): JSX.Element {
  const shown = bars.filter((bar): bar is Bar & { value: number } => bar.value !== null);
  const spoken = shown.map(({ name, value }) => `${plainName(name)} ${format(value)}`).join(", ");
  return (
    <Chart
      label={`${label}: ${spoken}`}
      {...(caption === undefined ? {} : { caption })}
      keys={[JSON.stringify(bars), JSON.stringify(domain)]}
      draw={(width) => {
        const names = namesFor(
          shown.map(({ name }) => name),
          width,
        );
        const rows = shown.map(({ name, value, inner, outer }, place) => ({ name, value, inner, outer, row: names[place] ?? "" }));
        // The colours of matrices of differences: blue below, orange above.
        const twoWays = domain[0] < base;
        const marginLeft = marginFor(names);
        const ticks = ticksFor(width - marginLeft - 62, base, domain);
        return {
          className: "plot",
          height: rows.length * ROW + 50,
          marginLeft,
          marginRight: 62,
          marginTop: 8,
          marginBottom: 40,
          x: { domain: [...domain], label: axis },
          y: { domain: names, label: null, padding: 0.28 },
          marks: [
            gridX({ stroke: QUIET, strokeOpacity: 0.2, ticks }),
            axisX({
              color: INK,
              fontSize: CHART_FONT_SIZE,
              label: axis,
              tickFormat: (value: number) => format(value),
              ticks,
              labelAnchor: "center",
              labelArrow: "none",
            }),
            axisY({ color: INK, fontSize: CHART_FONT_SIZE, tickSize: 0, label: null }),
            barX(rows, {
              x1: base,
              x2: "value",
              y: "row",
              fill: (row: Bar) => (twoWays && (row.value ?? 0) > base ? OTHER : ACCENT),
              fillOpacity: 0.8,
            }),
            ...intervalMarks(rows),
            ruleX([base], { stroke: INK }),
            text(rows, {
              x: domain[1],
              y: "row",
              text: (row: Bar) => format(row.value ?? 0),
              dx: 8,
              textAnchor: "start",
              fill: INK,
              fontSize: CHART_FONT_SIZE,
            }),
          ],
        };
      }}
    />
  );
}

function intervalMarks(rows: readonly (Bar & { readonly row: string })[]) {
  const outer = rows.flatMap(({ row, outer: bounds }) => (bounds ? [{ row, ...bounds }] : []));
  const inner = rows.flatMap(({ row, inner: bounds }) => (bounds ? [{ row, ...bounds }] : []));
  const place: MarkOptions & { x1: string; x2: string; y: string } = { x1: "low", x2: "high", y: "row", stroke: INK };
  // Ends of the wide one show also where both are equally wide.
  const ends = outer.flatMap(({ row, low, high }) => [low, high].map((end) => ({ row, end })));
  return [
    ruleY(outer, { ...place, strokeWidth: 1.25 }),
    tickX(ends, { x: "end", y: "row", stroke: INK, strokeWidth: 1.5, inset: 4 }),
    ruleY(inner, { ...place, strokeWidth: 4, strokeLinecap: "round" }),
  ];
}

export interface Point {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

interface PointsProps {
  readonly label: string;
  readonly points: readonly Point[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

/** Points with their names beside them. */
export function Points({ label, points, xLabel, yLabel, formatX, formatY }: PointsProps): JSX.Element {
  const spoken = points.map(({ name, x, y }) => `${plainName(name)} ${formatX(x)}, ${formatY(y)}`).join("; ");
  return (
    <Chart
      label={`${label}: ${spoken}`}
      keys={[JSON.stringify(points)]}
      draw={(width) => {
        const height = Math.max(300, Math.min(440, width * 0.6));
        const labels = placeLabels(points, width, height);
        return {
          className: "plot",
          height,
          marginLeft: 66,
          marginRight: 20,
          marginTop: 30,
          marginBottom: 42,
          x: {
            domain: padded(
              points.map(({ x }) => x),
              0.12,
            ),
            label: null,
          },
          y: {
            domain: padded(
              points.map(({ y }) => y),
              0.12,
            ),
            label: null,
          },
          marks: [
            gridX({ stroke: QUIET, strokeOpacity: 0.2 }),
            gridY({ stroke: QUIET, strokeOpacity: 0.2 }),
            axisX({
              color: INK,
              fontSize: CHART_FONT_SIZE,
              label: xLabel,
              tickFormat: (value: number) => formatX(value),
              ticks: width < 500 ? 3 : 6,
              labelAnchor: "center",
              labelArrow: "none",
            }),
            axisY({
              color: INK,
              fontSize: CHART_FONT_SIZE,
              label: yLabel,
              tickFormat: (value: number) => formatY(value),
              ticks: 6,
              labelArrow: "none",
            }),
            dot([...points], { x: "x", y: "y", r: 5, fill: ACCENT, stroke: "var(--surface)" }),
            ...labels.map((side) =>
              text(side.points, {
                x: "x",
                y: "y",
                text: "short",
                dx: side.dx,
                dy: side.dy,
                textAnchor: side.anchor,
                fill: INK,
                fontSize: CHART_FONT_SIZE,
              }),
            ),
          ],
        };
      }}
    />
  );
}

interface LabelSide {
  readonly points: (Point & { readonly short: string })[];
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "end" | "middle";
}

/** Puts each name where it lies on no other, at the first side that is free; where none is, it is left out. */
function placeLabels(points: readonly Point[], width: number, height: number): readonly LabelSide[] {
  const sides: readonly LabelSide[] = [
    { points: [], dx: 8, dy: 0, anchor: "start" },
    { points: [], dx: -8, dy: 0, anchor: "end" },
    { points: [], dx: 0, dy: -12, anchor: "middle" },
    { points: [], dx: 0, dy: 12, anchor: "middle" },
    { points: [], dx: -4, dy: -13, anchor: "start" },
    { points: [], dx: -4, dy: 13, anchor: "start" },
    { points: [], dx: 4, dy: -13, anchor: "end" },
    { points: [], dx: 4, dy: 13, anchor: "end" },
  ];
  const [left, right] = padded(
    points.map(({ x }) => x),
    0.12,
  );
  const [bottom, top] = padded(
    points.map(({ y }) => y),
    0.12,
  );
  const room = { left: 66, right: width - 20, top: 30, bottom: height - 42 };
  const toX = (x: number): number => room.left + ((x - left) / (right - left)) * (room.right - room.left);
  const toY = (y: number): number => room.bottom - ((y - bottom) / (top - bottom)) * (room.bottom - room.top);
  const taken = points.map(({ x, y }) => ({ x1: toX(x) - 6, x2: toX(x) + 6, y1: toY(y) - 6, y2: toY(y) + 6 }));
  for (const point of points) {
    const short = plainName(point.name, width < 500 ? 18 : 32);
    const length = textWidth(short);
    for (const side of sides) {
      const start = toX(point.x) + side.dx - (side.anchor === "start" ? 0 : side.anchor === "end" ? length : length / 2);
      const box = { x1: start, x2: start + length, y1: toY(point.y) + side.dy - 7, y2: toY(point.y) + side.dy + 7 };
      const own = taken[points.indexOf(point)];
      const free = taken.every(
        (other) => other === own || box.x2 < other.x1 || box.x1 > other.x2 || box.y2 < other.y1 || box.y1 > other.y2,
      );
      if (!free || box.x1 < room.left || box.x2 > width - 2) continue;
      taken.push(box);
      side.points.push({ ...point, short });
      break;
    }
  }
  return sides;
}

export interface StackPart {
  readonly name: string;
  readonly colour: string;
  /** By row. */
  readonly values: readonly number[];
}

/** Horizontal bars of several parts each. */
export function Stacks(props: {
  readonly label: string;
  readonly names: readonly string[];
  readonly parts: readonly StackPart[];
  readonly axis: string;
}): JSX.Element {
  const { label, names, parts, axis } = props;
  const spoken = names.map((name, row) => `${plainName(name)}: ${parts.map((part) => `${part.values[row] ?? 0} ${part.name}`).join(", ")}`);
  return (
    <div>
      <ul class="key">
        {parts.map((part) => (
          <li key={part.name}>
            <span class="swatch" style={{ backgroundColor: part.colour }} />
            {part.name}
          </li>
        ))}
      </ul>
      <Chart
        label={`${label}. ${spoken.join("; ")}`}
        keys={[JSON.stringify(props)]}
        draw={(width) => {
          const rows = namesFor(names, width);
          const pieces = rows.flatMap((row, place) => stack(parts, place).map(({ from, to, colour }) => ({ from, to, colour, row })));
          return {
            className: "plot",
            height: names.length * ROW + 50,
            marginLeft: marginFor(rows),
            marginRight: 20,
            marginTop: 8,
            marginBottom: 40,
            x: { label: null },
            y: { domain: rows, label: null, padding: 0.28 },
            marks: [
              axisX({
                color: INK,
                fontSize: CHART_FONT_SIZE,
                label: axis,
                tickFormat: wholeNumber,
                ticks: width < 500 ? 3 : 6,
                labelAnchor: "center",
                labelArrow: "none",
              }),
              axisY({ color: INK, fontSize: CHART_FONT_SIZE, tickSize: 0, label: null }),
              barX(pieces, { x1: "from", x2: "to", y: "row", fill: "colour" }),
            ],
          };
        }}
      />
    </div>
  );
}

/** Parts are counts: there is no half of one. */
function wholeNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : "";
}

/** How many ticks, or which: where there is little room, the base and the ends. */
function ticksFor(room: number, base: number, domain: readonly [number, number]): number | number[] {
  return room < 220 ? [...new Set([domain[0], base, domain[1]])] : Math.max(2, Math.floor(room / 90));
}

function stack(parts: readonly StackPart[], row: number) {
  let from = 0;
  return parts.map(({ colour, values }) => {
    const start = from;
    from += values[row] ?? 0;
    return { from: start, to: from, colour };
  });
}

/** Names short enough for the width, and still different from each other. */
function namesFor(names: readonly string[], width: number): string[] {
  const room = Math.max(100, Math.min(300, width * 0.42));
  const used = new Set<string>();
  return names.map((name) => {
    let limit = 40;
    let short = plainName(name, limit);
    while (limit > 8 && textWidth(short) > room) short = plainName(name, (limit -= 1));
    for (let copy = 2; used.has(short); copy++) short = `${plainName(name, limit - 4)} (${copy})`;
    used.add(short);
    return short;
  });
}

function marginFor(names: readonly string[]): number {
  return Math.max(40, ...names.map((name) => Math.ceil(textWidth(name)) + 12));
}

/** A domain that leaves room around its values. */
function padded(values: readonly number[], share: number): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) || 1) * share;
  return [low - room, high + room];
}
