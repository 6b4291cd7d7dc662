// How long the calls took over a range, and where they failed; every point can be read by pointer and by keyboard.
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import type { SeriesPoint } from '../api/monitors.ts';
import { duration } from '../text/duration.ts';
import { exactTime } from '../text/relative-time.ts';
import { LatencyPlot } from './latency-plot.tsx';
import { latencyScale } from './latency-scale.ts';
import { ToneMark } from './tone-mark.tsx';

const START_WIDTH = 640;
const TIP_WIDTH = 208;

export function LatencyChart({ points }: { readonly points: readonly SeriesPoint[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const scale = useMemo(() => latencyScale(points, width), [points, width]);
  const [index, setIndex] = useState<number | undefined>();
  const last = points.length - 1;
  const at = Math.min(index ?? last, last);
  const looked = index === undefined ? undefined : points[at];
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextIndex(event.key, at, points);
    if (next === undefined) return;
    event.preventDefault();
    setIndex(next);
  };
  const point = points[at];
  return (
    <figure className="grid gap-2">
      <div
        ref={frame}
        role="slider"
        tabIndex={0}
        aria-label="Latency over time"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={point === undefined ? 'no checks' : pointText(point)}
        style={{ height: scale.box.height }}
        className="relative min-w-0 cursor-crosshair touch-pan-y overflow-x-clip rounded-sm"
        onPointerMove={(event) => setIndex(scale.indexAt(event.clientX - event.currentTarget.getBoundingClientRect().left))}
        onPointerLeave={() => setIndex(undefined)}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && setIndex(at)}
        onBlur={() => setIndex(undefined)}
        onKeyDown={onKeyDown}
      >
        <LatencyPlot points={points} scale={scale} index={looked === undefined ? undefined : at} />
        {looked !== undefined && <PointTip point={looked} left={tipLeft(scale.x(at), width)} />}
      </div>
      <Legend />
    </figure>
  );
}

const tipLeft = (x: number, width: number): number => Math.max(0, Math.min(x > width / 2 ? x - TIP_WIDTH - 12 : x + 12, width - TIP_WIDTH));

function nextIndex(key: string, at: number, points: readonly SeriesPoint[]): number | undefined {
  const last = points.length - 1;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, at - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, at + 1);
    case 'PageUp':
      return Math.max(
        0,
        points.findLastIndex((point, index) => index < at && isTrouble(point)),
      );
    case 'PageDown': {
      const next = points.findIndex((point, index) => index > at && isTrouble(point));
      return next < 0 ? last : next;
    }
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

const isTrouble = ({ fail, error }: SeriesPoint): boolean => fail + error > 0;

function countsOf({ pass, fail, error, excluded }: SeriesPoint): readonly (readonly [number, string])[] {
  const counts = [
    [pass, 'passed'],
    [fail, 'failed'],
    [error, error === 1 ? 'error' : 'errors'],
    [excluded, 'not counted'],
  ] as const;
  return counts.filter(([count]) => count > 0);
}

/** The whole of a point in one sentence, as a screen reader tells it. */
function pointText(point: SeriesPoint): string {
  const counts = countsOf(point).map(([count, word]) => `${count} ${word}`);
  if (counts.length === 0) return `${exactMinute(point.at)}: no check`;
  const latency = point.p50Ms === null ? [] : [`p50 ${duration(point.p50Ms)}`, `p95 ${duration(point.p95Ms)}`];
  return `${exactMinute(point.at)}: ${[...latency, ...counts].join(', ')}`;
}

/** `2026-01-31 09:15 UTC` */
const exactMinute = (iso: string): string => `${exactTime(iso).slice(0, 16)} UTC`;

function PointTip({ point, left }: { readonly point: SeriesPoint; readonly left: number }) {
  const counts = countsOf(point);
  return (
    <div
      aria-hidden="true"
      style={{ left, width: TIP_WIDTH }}
      className="pointer-events-none absolute top-1 z-10 rounded-md border border-line-strong bg-raised px-3 py-2 text-sm shadow-overlay"
    >
      <p className="data text-xs text-muted">{exactMinute(point.at)}</p>
      {counts.length === 0 ? (
        <p>No check</p>
      ) : (
        <>
          <p className="data">
            p50 {duration(point.p50Ms)} · p95 {duration(point.p95Ms)}
          </p>
          <p>{counts.map(([count, word]) => `${count} ${word}`).join(' · ')}</p>
        </>
      )}
    </div>
  );
}

function Legend() {
  return (
    <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className="w-4 border-t-2 border-accent" />
        p50
      </span>
      <span className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className="w-4 border-t-2 border-idle-mark" />
        p95
      </span>
      <span className="inline-flex items-center gap-1.5">
        <ToneMark tone="fail" />
        failed
      </span>
      <span className="inline-flex items-center gap-1.5">
        <ToneMark tone="error" />
        error
      </span>
      <span className="inline-flex items-center gap-1.5">
        <ToneMark tone="idle" />
        maintenance, not counted
      </span>
      <span className="ms-auto max-md:hidden">Times in UTC. Arrow keys read the points, Page Up and Page Down the failures.</span>
    </figcaption>
  );
}

/** The drawing is as wide as its place: texts and lines keep their size. */
function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(START_WIDTH);
  // Before the first paint: a drawing wider than a phone would shake the whole page.
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void => setWidth(Math.max(200, Math.floor(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
