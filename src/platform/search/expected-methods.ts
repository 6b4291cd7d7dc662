// What the first word of a query says about the method: who begins with "delete" does not look for a GET. Pure.
import type { SaidWord } from './said-words.ts';

const READS = ['GET', 'HEAD'];
const CHANGES = ['PUT', 'PATCH', 'POST'];

const METHODS_BY_WORD: ReadonlyMap<string, readonly string[]> = new Map(
  (
    [
      [
        'get list show find search lookup fetch read retrieve see view look count browse download export display compare who whose which what where ' +
          'when why how is are am was were do does did has have can may all any every',
        READS,
      ],
      [
        'delete remove erase destroy drop purge clear wipe discard forget strip revoke uninstall detach unassign unlink unfollow unstar ' +
          'unsubscribe unblock',
        ['DELETE'],
      ],
      [
        'create add make new register invite upload submit start open post send build generate publish import launch trigger run rerun retry ' +
          'redeliver schedule book order',
        ['POST', 'PUT'],
      ],
      [
        'update edit change modify rename set fix correct adjust replace switch promote demote move configure transfer give grant allow let apply ' +
          'put assign fill enable activate approve block lock follow star subscribe merge',
        CHANGES,
      ],
      ['disable deactivate stop cancel pause resume mute dismiss reject deny unlock close reopen archive mark', [...CHANGES, 'DELETE']],
    ] as const
  ).flatMap(([words, methods]) => words.split(' ').map((word) => [word, methods] as const)),
);

/** Begin a sentence without being its verb. */
const LEADING = new Set(['a', 'the', 'please', 'i', 'want', 'to']);

/** Nothing where the first word leaves it open. */
export const expectedMethods = (said: readonly SaidWord[]): readonly string[] | undefined =>
  METHODS_BY_WORD.get(said.find(({ word }) => !LEADING.has(word))?.word ?? '');
