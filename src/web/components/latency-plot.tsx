// The drawing of the latency chart: two lines, a grid, and below them a lane in which failures stand out by colour and height.
import type { ReactNode } from 'react';
import type { SeriesPoint } from '../api/monitors.ts';
import { duration } from '../text/duration.ts';
import { linePath } from './latency-scale.ts';
import type { LatencyScale } from './latency-scale.ts';

const LANE_GAP = 4;
const LANE_HEIGHT = 12;
const MIN_BAR = 2;

interface LatencyPlotProps {
  readonly points: readonly SeriesPoint[];
  readonly scale: LatencyScale;
  /** The point that is looked at. */
  readonly index: number | undefined;
}

export function LatencyPlot({ points, scale, index }: LatencyPlotProps) {
  const { box, msTicks, timeTicks, y, x } = scale;
  const looked = index === undefined ? undefined : points[index];
  return (
    // Out of the flow: a drawing as wide as its place would keep the place from becoming narrower.
    <svg width={box.width} height={box.height} aria-hidden="true" className="absolute inset-0">
      {msTicks.map((ms) => (
        <g key={ms}>
          <line x1={box.left} x2={box.right} y1={y(ms)} y2={y(ms)} stroke="var(--line)" />
          <text x={box.left - 8} y={y(ms)} dy="0.32em" textAnchor="end" className="fill-(--faint) font-mono text-2xs">
            {duration(ms)}
          </text>
        </g>
      ))}
      {timeTicks.map((tick) => (
        <text key={tick.x} x={tick.x} y={box.height - 4} textAnchor="middle" className="fill-(--faint) font-mono text-2xs">
          {tick.label}
        </text>
      ))}
      <path
        d={linePath(points, ({ p95Ms }) => p95Ms, scale)}
        fill="none"
        stroke="var(--idle-mark)"
        strokeWidth="1.25"
        strokeLinecap="round"
      />
      <path d={linePath(points, ({ p50Ms }) => p50Ms, scale)} fill="none" stroke="var(--accent)" strokeWidth="1.75" strokeLinecap="round" />
      <rect x={box.left} y={box.floor + LANE_GAP} width={Math.max(0, box.right - box.left)} height={LANE_HEIGHT} fill="var(--sunken)" />
      {points.map((point, at) => laneBar(point, at, scale))}
      {looked !== undefined && index !== undefined && (
        <g>
          <line x1={x(index)} x2={x(index)} y1={box.top} y2={box.floor + LANE_GAP + LANE_HEIGHT} stroke="var(--line-strong)" />
          {looked.p95Ms !== null && (
            <circle cx={x(index)} cy={y(looked.p95Ms)} r="3" fill="var(--surface)" stroke="var(--idle-mark)" strokeWidth="1.5" />
          )}
          {looked.p50Ms !== null && <circle cx={x(index)} cy={y(looked.p50Ms)} r="3.5" fill="var(--accent)" />}
        </g>
      )}
    </svg>
  );
}

/** The worst that happened: a failure is as high as the lane, an error half, maintenance a thin line at the bottom. */
function laneBar({ at, pass, fail, error, excluded }: SeriesPoint, index: number, { box, step }: LatencyScale): ReactNode {
  const [share, colour] = barOf({ pass, fail, error, excluded });
  if (share === 0) return null;
  const width = Math.max(MIN_BAR, step - 0.5);
  const height = LANE_HEIGHT * share;
  return (
    <rect
      key={at}
      x={box.left + index * step + (step - width) / 2}
      y={box.floor + LANE_GAP + LANE_HEIGHT - height}
      width={width}
      height={height}
      fill={colour}
    />
  );
}

function barOf({ pass, fail, error, excluded }: Pick<SeriesPoint, 'pass' | 'fail' | 'error' | 'excluded'>): readonly [number, string] {
  if (fail > 0) return [1, 'var(--fail-mark)'];
  if (error > 0) return [0.6, 'var(--error-mark)'];
  if (excluded > 0) return [0.3, 'var(--idle-mark)'];
  return pass > 0 ? [0.2, 'var(--pass-mark)'] : [0, ''];
}
