// Where things lie in the latency chart: times to x, latencies to y, and the labels of both axes.
import type { SeriesPoint } from '../api/monitors.ts';

export interface ChartBox {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** Where latency 0 lies; the lane of failures is below. */
  readonly floor: number;
}

export interface LatencyScale {
  readonly box: ChartBox;
  /** How wide one point is. */
  readonly step: number;
  readonly x: (index: number) => number;
  readonly y: (ms: number) => number;
  readonly maxMs: number;
  readonly msTicks: readonly number[];
  readonly timeTicks: readonly { readonly x: number; readonly label: string }[];
  readonly indexAt: (x: number) => number;
}

const HEIGHT = 210;
const LANE = 18;
const AXIS = 20;
const MIN_LABEL_GAP = 64;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LABEL_STEPS = [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY];

export function latencyScale(points: readonly SeriesPoint[], width: number): LatencyScale {
  const box: ChartBox = { width, height: HEIGHT, left: 52, right: width - 4, top: 8, floor: HEIGHT - LANE - AXIS };
  const count = Math.max(1, points.length);
  const step = Math.max(0, box.right - box.left) / count;
  const maxMs = niceCeil(Math.max(0, ...points.map(({ p95Ms, p50Ms }) => p95Ms ?? p50Ms ?? 0)));
  return {
    box,
    step,
    x: (index) => box.left + (index + 0.5) * step,
    y: (ms) => box.floor - (ms / maxMs) * (box.floor - box.top),
    maxMs,
    msTicks: [0, maxMs / 2, maxMs],
    timeTicks: timeTicks(points, box, step),
    indexAt: (x) => Math.min(count - 1, Math.max(0, Math.floor((x - box.left) / (step || 1)))),
  };
}

/** The next of 1, 2, 4, 6, 10, 20, … so that half of it is a whole number too. */
export function niceCeil(value: number): number {
  if (value <= 10) return 10;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const nice = [1, 2, 4, 6, 8, 10].find((factor) => factor * magnitude >= value) ?? 10;
  return nice * magnitude;
}

function timeTicks(points: readonly SeriesPoint[], box: ChartBox, step: number): LatencyScale['timeTicks'] {
  const [first, second] = points;
  if (first === undefined || second === undefined) return [];
  const stepMs = Date.parse(second.at) - Date.parse(first.at);
  const msPerLabel = (MIN_LABEL_GAP / (step || 1)) * stepMs;
  const labelMs = LABEL_STEPS.find((candidate) => candidate >= msPerLabel) ?? 10 * DAY;
  const begin = Date.parse(first.at);
  const firstLabel = Math.ceil(begin / labelMs) * labelMs;
  const end = begin + points.length * stepMs;
  const count = Math.max(0, Math.ceil((end - firstLabel) / labelMs));
  return Array.from({ length: count }, (_, index) => firstLabel + index * labelMs)
    .map((at) => ({ x: box.left + ((at - begin) / stepMs) * step, label: timeLabel(at, labelMs) }))
    .filter(({ x }) => x > box.left + MIN_LABEL_GAP / 4 && x < box.right - MIN_LABEL_GAP / 4);
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

const timeLabel = (at: number, labelMs: number): string => (labelMs >= DAY || at % DAY === 0 ? day : clock).format(at);

const DOT = 'm-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0';

/** One path for each stretch without a gap. */
export function linePath(points: readonly SeriesPoint[], value: (point: SeriesPoint) => number | null, { x, y }: LatencyScale): string {
  let isDown = false;
  return points
    .map((point, index) => {
      const ms = value(point);
      const command = ms === null ? '' : `${isDown ? 'L' : 'M'}${x(index).toFixed(1)} ${y(ms).toFixed(1)}`;
      // A lone point is a dot: no line says that it is there.
      const isAlone = ms !== null && !isDown && (points[index + 1] === undefined || value(points[index + 1] ?? point) === null);
      isDown = ms !== null;
      return isAlone ? `${command}${DOT}` : command;
    })
    .join('');
}
