// The record of one attempt: append-only, redacted before it is stored, fenced, numbered from 1 (spec 02 §10).
import { newId } from '#kernel/ids';
import type { Deps } from '#platform/ctx';
import { createRedactor } from '#platform/secrets/redact';
import type { TraceData, TraceEvent, TraceEventType } from '../run.ts';
import { boundJson, cutText } from './bound-json.ts';
import { hideText, REDACTION_FAILED } from './hide-text.ts';
import { imagesOf } from './images.ts';
import { insertArtifact, lastSeq, selectEvents } from './store.ts';
import type { Artifact, Fence } from './store.ts';
import { EventWriter, LeaseLost } from './event-writer.ts';

export interface Trace {
  /** All events of the attempt so far, as they are stored. */
  readonly events: readonly TraceEvent[];
  /**
   * A tool call is stored when this resolves: nothing is sent that is not on record. Other events follow within the same
   * breath, in order. Throws LeaseLost, here or at the next event, when another worker owns the run by now.
   */
  append<T extends TraceEventType>(type: T, data: TraceData[T]): Promise<TraceEvent>;
  attach(artifact: Artifact): Promise<void>;
  /** Resolves when everything is stored; throws what kept it from being. */
  flush(): Promise<void>;
  /** For texts that are stored beside the trace. */
  redactText(text: string): Promise<string>;
}

export interface TraceOwner extends Fence {
  readonly attempt: number;
}

type Doors = Pick<Deps, 'db' | 'clock' | 'vault' | 'live' | 'log'>;

/** Characters of JSON stored of one event. */
const MAX_EVENT_CHARS = 256 * 1024;
/** Of one attempt: beyond it each event keeps only its beginning. */
const MAX_TRACE_CHARS = 32 * 1024 * 1024;
const MAX_LATE_EVENT_CHARS = 4 * 1024;
/** More than any attempt can make: 200 turns and 500 calls, with what surrounds them. */
const MAX_EVENTS = 10_000;

/** A new attempt has no events; one that continues, as after a judge error, goes on behind those it has. */
export async function openTrace(deps: Doors, owner: TraceOwner, { isNew }: { readonly isNew: boolean }): Promise<Trace> {
  if (isNew) return new StoredTrace(deps, owner, []);
  const filter = { runId: owner.runId, attempt: owner.attempt, afterSeq: 0, limit: MAX_EVENTS };
  return new StoredTrace(deps, owner, await selectEvents(deps.db, filter));
}

class StoredTrace implements Trace {
  readonly events: TraceEvent[];
  readonly #deps: Doors;
  readonly #owner: TraceOwner;
  readonly #redact: Redaction;
  readonly #writer: EventWriter;
  #chars = 0;
  #images = 0;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(deps: Doors, owner: TraceOwner, events: TraceEvent[]) {
    this.#deps = deps;
    this.#owner = owner;
    this.events = events;
    this.#redact = new Redaction(deps, owner.orgId);
    this.#writer = new EventWriter(deps, owner);
  }

  /** One at a time, so that numbers follow each other without a gap, also when notifications arrive between. */
  append<T extends TraceEventType>(type: T, data: TraceData[T]): Promise<TraceEvent> {
    const appended = this.#tail.then(() => this.#append(type, data));
    this.#tail = appended.catch(() => undefined);
    return appended;
  }

  async attach(artifact: Artifact): Promise<void> {
    const stored = await insertArtifact(this.#deps.db, { id: newId('art'), artifact, ...this.#owner });
    if (!stored) throw new LeaseLost();
  }

  redactText(text: string): Promise<string> {
    return this.#redact.text(text);
  }

  async flush(): Promise<void> {
    await this.#tail;
    await this.#writer.flush();
  }

  async #append<T extends TraceEventType>(type: T, data: TraceData[T]): Promise<TraceEvent> {
    const { runId, attempt } = this.#owner;
    const kept = this.#bound(type, await this.#redact.data(data));
    const event = eventWith({
      id: newId('evt'),
      runId,
      attempt,
      seq: (this.events.at(-1)?.seq ?? 0) + 1,
      at: this.#deps.clock.now().toISOString(),
      type,
      data: kept,
    });
    this.#writer.write(event);
    this.events.push(event);
    if (event.type === 'tool_call') await this.#writer.flush();
    if (event.type === 'tool_result') await this.#keepImages(data);
    return event;
  }

  #bound(type: TraceEventType, data: object): object {
    const room = this.#chars > MAX_TRACE_CHARS ? MAX_LATE_EVENT_CHARS : MAX_EVENT_CHARS;
    const { value, isCut } = boundJson(data, room);
    this.#chars += Math.min(JSON.stringify(value).length, room);
    const kept = typeof value === 'object' && value !== null ? value : {};
    return type === 'tool_result' && isCut ? { content: [], durationMs: 0, ...kept, truncated: true } : kept;
  }

  async #keepImages(data: object): Promise<void> {
    const content = 'content' in data && Array.isArray(data.content) ? data.content : [];
    for (const image of imagesOf(content, this.#images)) {
      this.#images += 1;
      if (await this.#redact.mayKeep(image)) await this.attach(image);
    }
  }
}

/** For a trace that nobody owns any more: the next number of the attempt, written by whoever holds the row locked. */
export async function nextOwnEvent<T extends TraceEventType>(
  db: Parameters<typeof lastSeq>[0],
  at: { readonly runId: string; readonly attempt: number; readonly now: Date },
  content: { readonly type: T; readonly data: TraceData[T] },
): Promise<TraceEvent> {
  const seq = (await lastSeq(db, at.runId, at.attempt)) + 1;
  return eventWith({ id: newId('evt'), runId: at.runId, attempt: at.attempt, seq, at: at.now.toISOString(), ...content });
}

/** `data` is TraceData[type] after redaction and bounding, which keep its shape: that is why the cast holds. */
const eventWith = (event: Omit<TraceEvent, 'type' | 'data'> & { readonly type: TraceEventType; readonly data: object }): TraceEvent =>
  event as unknown as TraceEvent;

/** Redacts by shape and by the organization's own secrets; what cannot be redacted is not stored at all. */
class Redaction {
  readonly #deps: Pick<Deps, 'vault' | 'log'>;
  readonly #orgId: string;
  #values: readonly string[] | undefined;
  #redactor: ReturnType<typeof createRedactor> | undefined;

  constructor(deps: Pick<Deps, 'vault' | 'log'>, orgId: string) {
    this.#deps = deps;
    this.#orgId = orgId;
  }

  async data(data: object): Promise<object> {
    try {
      return (await this.#current()).redact(data);
    } catch (error) {
      this.#deps.log.error({ orgId: this.#orgId, error: error instanceof Error ? error.name : 'unknown' }, 'redaction of an event failed');
      return hideText({ ...data });
    }
  }

  async text(text: string): Promise<string> {
    try {
      return cutText((await this.#current()).redactText(text), MAX_EVENT_CHARS);
    } catch {
      // The text may hold what could not be looked for, so not even a part of it is kept.
      return REDACTION_FAILED;
    }
  }

  /** A picture is kept as it is, so one with a secret in its bytes is not kept. */
  async mayKeep({ base64 = '' }: Artifact): Promise<boolean> {
    try {
      return !(await this.#current()).isInBytes(Buffer.from(base64, 'base64'));
    } catch {
      // It may hold what could not be looked for.
      return false;
    }
  }

  async #current(): Promise<ReturnType<typeof createRedactor>> {
    const values = await this.#deps.vault.valuesOf(this.#orgId);
    if (this.#redactor === undefined || !sameValues(values, this.#values)) {
      this.#values = values;
      this.#redactor = createRedactor(values);
    }
    return this.#redactor;
  }
}

const sameValues = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  a === b || (a.length === b?.length && a.every((value, index) => value === b[index]));
