import { describe, expect, it } from 'vitest';
import { evidenceAddress, evidenceKind, runOfEvidence } from './evidence.ts';

describe('evidence', () => {
  it('is told apart by its prefix', () => {
    expect(['run_1', 'evt_1', 'crit_1', 'call_1', 'ver_1', 'snap_1', 'javascript:alert(1)', ''].map(evidenceKind)).toEqual([
      'run',
      'event',
      'criterion',
      'call',
      'version',
      'other',
      'other',
      'other',
    ]);
  });

  it.each([
    { evidence: ['evt_1'], index: 0, source: null, run: undefined },
    { evidence: ['evt_1'], index: 0, source: 'run_s', run: 'run_s' },
    { evidence: ['evt_1', 'run_a'], index: 0, source: null, run: 'run_a' },
    { evidence: ['run_a', 'evt_1', 'run_b', 'evt_2'], index: 1, source: null, run: 'run_a' },
    { evidence: ['run_a', 'evt_1', 'run_b', 'evt_2'], index: 3, source: null, run: 'run_b' },
    { evidence: ['evt_1', 'run_a', 'run_b'], index: 0, source: null, run: undefined },
  ])('of $evidence entry $index belongs to $run', ({ evidence, index, source, run }) => {
    expect(runOfEvidence(evidence, index, source)).toBe(run);
  });

  it('leads to runs, events and criteria, and to nothing it has no page for', () => {
    expect(evidenceAddress('demo', 'run_a', undefined)).toBe('/o/demo/runs/run_a');
    expect(evidenceAddress('demo', 'evt_1', 'run_a')).toBe('/o/demo/runs/run_a?event=evt_1');
    expect(evidenceAddress('demo', 'crit_1', 'run_a')).toBe('/o/demo/runs/run_a#crit_1');
    expect(evidenceAddress('demo', 'evt_1', undefined)).toBeUndefined();
    expect(evidenceAddress('demo', 'call_1', 'run_a')).toBeUndefined();
  });
});
