// The transition alone: cases by name, and random sequences beside a naive reading of the rules.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IncidentCause } from '../incident.ts';
import { NOTHING_SEEN, transition } from './transition.ts';
import type { Effect, Outcome, Terms, WatchState } from './transition.ts';

const TERMS: Terms = { failAfter: 1, notifyRecovery: true, isMuted: false, parts: [''] };
const cause = (ref: string): IncidentCause => ({ runId: ref, checkId: null, status: 'fail', classification: null, message: ref });
const timeOf = (index: number): string => new Date(1_000 * index).toISOString();

type Sign = 'F' | 'P' | '-';
const MEANS = { F: 'failed', P: 'passed', '-': 'nothing' } as const;

interface Event {
  readonly sign: Sign;
  readonly part?: string | undefined;
  readonly isMuted?: boolean | undefined;
}

const outcomeOf = ({ sign, part = '' }: Event, index: number): Outcome => {
  const same = { part, ref: `r${index}`, at: timeOf(index) };
  const means = MEANS[sign];
  return means === 'failed' ? { ...same, means, cause: cause(same.ref) } : { ...same, means };
};

function follow(
  events: readonly Event[],
  terms: Partial<Terms> = {},
): { state: WatchState; effects: (Effect & { readonly on: number })[] } {
  let state = NOTHING_SEEN;
  const effects: (Effect & { readonly on: number })[] = [];
  events.forEach((event, on) => {
    const step = transition(state, outcomeOf(event, on), { ...TERMS, ...terms, isMuted: event.isMuted ?? false });
    state = step.state;
    effects.push(...step.effects.map((effect) => ({ ...effect, on })));
  });
  return { state, effects };
}

const signs = (text: string): Event[] => [...text].map((sign) => ({ sign: sign as Sign }));
const kinds = (effects: readonly Effect[]): string[] => effects.map(({ kind, isTelling }) => (isTelling ? `${kind}!` : kind));

describe('one target', () => {
  test.each([
    ['a failure opens and tells', 'F', 1, ['opened!']],
    ['the second one is added silently', 'FF', 1, ['opened!', 'grew']],
    ['recovery closes and tells', 'FFP', 1, ['opened!', 'grew', 'closed!']],
    ['fewer than wanted open nothing', 'FFPFF', 3, []],
    ['the third in a row opens, once', 'FFFF', 3, ['opened!', 'grew']],
    ['a good one between begins the row anew', 'FFPFFF', 3, ['opened!']],
    ['what is ignored neither counts nor breaks the row', 'F-F', 2, ['opened!']],
    ['what is ignored does not close', 'F-', 1, ['opened!']],
    ['good ones alone do nothing', 'PPP', 1, []],
    ['it can happen again', 'FPFP', 1, ['opened!', 'closed!', 'opened!', 'closed!']],
  ])('%s', (_name, text, failAfter, wanted) => {
    expect(kinds(follow(signs(text), { failAfter }).effects)).toEqual(wanted);
  });

  test('an incident counts the failures that led to it, and names the first and the last', () => {
    const { state } = follow(signs('PFFF'), { failAfter: 2 });
    expect(state.incident).toEqual({
      openedAt: timeOf(2),
      failureCount: 3,
      firstRef: 'r1',
      lastRef: 'r3',
      cause: cause('r3'),
      isTold: true,
    });
  });

  test('recovery is not told when it is not wanted', () => {
    expect(kinds(follow(signs('FP'), { notifyRecovery: false }).effects)).toEqual(['opened!', 'closed']);
  });

  test('while muted it opens and closes silently', () => {
    const muted = (text: string): Event[] => signs(text).map((event) => ({ ...event, isMuted: true }));
    expect(kinds(follow(muted('FFP')).effects)).toEqual(['opened', 'grew', 'closed']);
    expect(kinds(follow([...signs('F'), ...muted('P')]).effects)).toEqual(['opened!', 'closed']);
    expect(kinds(follow([...muted('F'), ...signs('P')]).effects)).toEqual(['opened', 'closed']);
  });

  test('opened while muted and still failing afterwards: told with the first failure that finds nobody told', () => {
    const events: Event[] = [{ sign: 'F', isMuted: true }, { sign: 'F' }, { sign: 'F' }, { sign: 'P' }];
    expect(kinds(follow(events).effects)).toEqual(['opened', 'grew!', 'grew', 'closed!']);
  });
});

describe('several targets', () => {
  const at = (part: string, text: string): Event[] => signs(text).map((event) => ({ ...event, part }));
  const parts = ['a', 'b'];

  test('each counts for itself', () => {
    expect(kinds(follow([...at('a', 'F'), ...at('b', 'F'), ...at('a', 'P'), ...at('b', 'F')], { failAfter: 2, parts }).effects)).toEqual([
      'opened!',
    ]);
    expect(kinds(follow([...at('a', 'F'), ...at('b', 'FP'), ...at('a', 'P')], { failAfter: 2, parts }).effects)).toEqual([]);
  });

  test('one incident for both, closed when the newest outcome of each is good', () => {
    const { effects } = follow([...at('a', 'F'), ...at('b', 'F'), ...at('a', 'P'), ...at('b', 'P')], { parts });
    expect(kinds(effects)).toEqual(['opened!', 'grew', 'closed!']);
    expect(effects.at(-1)?.on).toBe(3);
  });

  test('a target that is no longer there neither counts nor holds an incident open', () => {
    let { state } = follow(at('a', 'F'), { parts });
    expect(transition(state, outcomeOf({ sign: 'F', part: 'gone' }, 5), { ...TERMS, parts }).effects).toEqual([]);
    const closing = transition(state, outcomeOf({ sign: 'P', part: 'b' }, 6), { ...TERMS, parts: ['b'] });
    expect(kinds(closing.effects)).toEqual(['closed!']);
    state = closing.state;
    expect(state.incident).toBeNull();
  });
});

const sign = fc.constantFrom<Sign>('F', 'P', '-');
const failAfter = fc.integer({ min: 1, max: 5 });

describe('random sequences', () => {
  test('of one target: an incident for each row of failures that is long enough, with their number, open while the row is the last', () => {
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 60 }), failAfter, (text, wanted) => {
        const { effects, state } = follow(
          text.map((each) => ({ sign: each })),
          { failAfter: wanted },
        );
        // The naive reading: what is ignored is not there, and rows of failures are what stands between good ones.
        const heard = text.filter((each) => each !== '-').join('');
        const rows = heard.split('P').filter((row) => row.length >= wanted);
        const isLastOpen = /F+$/.exec(heard)?.[0].length ?? 0;
        expect(effects.filter(({ kind }) => kind === 'opened')).toHaveLength(rows.length);
        expect(effects.filter(({ kind }) => kind === 'closed').map(({ incident }) => incident.failureCount)).toEqual(
          rows.slice(0, rows.length - (isLastOpen >= wanted ? 1 : 0)).map((row) => row.length),
        );
        expect(state.incident?.failureCount ?? 0).toBe(isLastOpen >= wanted ? isLastOpen : 0);
        expect(effects.every(({ kind, isTelling }) => isTelling === (kind !== 'grew'))).toBe(true);
      }),
    );
  });

  test('of several targets: as whoever looks at the whole history after each outcome would decide', () => {
    const parts = ['a', 'b', 'c'];
    const event = fc.record({ sign, part: fc.constantFrom(...parts, 'gone') });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), failAfter, (events, wanted) => {
        const { effects } = follow(events, { failAfter: wanted, parts });
        expect(effects.map(({ kind, on }) => `${kind} ${on}`)).toEqual(naive(events, { wanted, parts }));
      }),
    );
  });

  test('with mutes: incidents are the same, each is told at most once, and only outside of a mute', () => {
    const event = fc.record({ sign, isMuted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), failAfter, fc.boolean(), (events, wanted, notifyRecovery) => {
        const { effects } = follow(events, { failAfter: wanted, notifyRecovery });
        const silent = follow(
          events.map(({ sign: each }) => ({ sign: each })),
          { failAfter: wanted },
        ).effects;
        expect(effects.map(({ kind, on }) => [kind, on])).toEqual(silent.map(({ kind, on }) => [kind, on]));
        for (const incident of perIncident(effects)) {
          const heardOf = incident.filter(({ kind, isTelling }) => kind !== 'closed' && isTelling);
          const failures = incident.filter(({ kind }) => kind !== 'closed');
          const loud = failures.filter(({ on }) => !events[on]?.isMuted);
          expect(heardOf.map(({ on }) => on)).toEqual(loud.slice(0, 1).map(({ on }) => on));
          const closing = incident.find(({ kind }) => kind === 'closed');
          if (closing) expect(closing.isTelling).toBe(notifyRecovery && heardOf.length === 1 && !events[closing.on]?.isMuted);
        }
      }),
    );
  });
});

/** After each outcome the whole history is read again. */
function naive(events: readonly Event[], { wanted, parts }: { wanted: number; parts: readonly string[] }): string[] {
  const said: string[] = [];
  let isOpen = false;
  events.forEach((event, on) => {
    if (event.sign === '-' || !parts.includes(event.part ?? '')) return;
    const rowOf = (part: string): number => {
      const heard = events.slice(0, on + 1).filter((each) => each.part === part && each.sign !== '-');
      const lastGood = heard.findLastIndex((each) => each.sign === 'P');
      return heard.length - 1 - lastGood;
    };
    if (event.sign === 'F' && isOpen) said.push(`grew ${on}`);
    if (event.sign === 'F' && !isOpen && rowOf(event.part ?? '') >= wanted) {
      isOpen = true;
      said.push(`opened ${on}`);
    }
    if (event.sign === 'P' && isOpen && parts.every((part) => rowOf(part) === 0)) {
      isOpen = false;
      said.push(`closed ${on}`);
    }
  });
  return said;
}

function perIncident<T extends Effect>(effects: readonly T[]): T[][] {
  const incidents: T[][] = [];
  for (const effect of effects) {
    if (effect.kind === 'opened') incidents.push([]);
    incidents.at(-1)?.push(effect);
  }
  return incidents;
}
