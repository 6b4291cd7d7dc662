// Labelled entries for the scan for poisoned texts: written by hand, those of the demo store, and those that real servers list.
import { createMcpDoor } from '#platform/mcp/door';
import { systemClock } from '#platform/clock';
import { silentLog } from '#platform/log';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';
import { entriesIn } from './poisoning-corpus/entries-in.ts';
import { BENIGN } from './poisoning-corpus/benign.ts';
import { HELD_OUT_BENIGN, HELD_OUT_POISONED } from './poisoning-corpus/held-out.ts';
import { OTHER_STYLES, OTHER_STYLES_BENIGN } from './poisoning-corpus/other-styles.ts';
import { POISONED } from './poisoning-corpus/poisoned.ts';
import type { Sample } from './poisoning-corpus/sample.ts';
import { storedCatalog, storedPeers } from './drift/stored-catalogs.ts';

export type { Sample } from './poisoning-corpus/sample.ts';

export interface Corpus {
  readonly poisoned: readonly Sample[];
  readonly benign: readonly Sample[];
}

/** What the rules may be tuned on. */
export const TUNED: Corpus = { poisoned: POISONED, benign: BENIGN };

/** In other clothes than those; widened to them later. */
export const RESTYLED: Corpus = { poisoned: OTHER_STYLES, benign: OTHER_STYLES_BENIGN };

/** What they may not. */
export const HELD_OUT: Corpus = { poisoned: HELD_OUT_POISONED, benign: HELD_OUT_BENIGN };

/** Every version that the drift pairs know, as it was listed: all honest. */
export const storedEntries = (): Sample[] =>
  storedPeers().flatMap((peer) => entriesIn(`${peer.product} ${peer.version}`, storedCatalog(peer)));

export async function demoEntries(): Promise<Sample[]> {
  const store = createAcmeStore();
  const door = createMcpDoor({ fetch: (url, init) => store(new Request(url, init)), clock: systemClock, log: silentLog });
  const { catalog } = await door.probe({
    url: 'http://acme.test/mcp',
    transport: 'streamable_http',
    headers: {},
    hasCredential: false,
    timeoutMs: 5000,
    protocolEra: 'auto',
    clientName: 'armature-probe',
  });
  if (!catalog) throw new Error('the demo store listed nothing');
  return entriesIn('demo store', catalog);
}
