// A text as words with their sentence, so that phrases are found whatever stands between the words. Pure, one pass.
import { skeletonOf, withoutInvisible } from './characters.ts';
import { urlClasses } from './url-classes.ts';
import { wordSet } from './word-set.ts';

export interface Token {
  /** Lower case, without accents; empty where only the classes tell what it is. */
  readonly word: string;
  /** Such as `@url`; see below. */
  readonly classes: readonly string[];
  /** Offset in the text. */
  readonly at: number;
  readonly sentence: number;
  /** Begins a sentence or clause, or follows a word that asks for a deed: "then send", "you must send". */
  readonly isAsked: boolean;
  /** "do not send": one of the three words before it denies it. */
  readonly isDenied: boolean;
}

/** What the names in a text mean to the one who reads the catalog. */
export interface Names {
  /** Of this tool and of what it takes: talking of them is its business. All lower case. */
  readonly own: ReadonlySet<string>;
  /** Of the tools beside it. */
  readonly siblings: ReadonlySet<string>;
}

/** Longer chunks without a space are looked at up to here, and again from there. */
const MAX_CHUNK = 400;

const SECRET_PATHS = (
  '/.ssh|id_rsa|id_ed25519|id_ecdsa|.aws/credentials|/etc/passwd|/etc/shadow|.netrc|.npmrc|.pypirc|.git-credentials|' +
  '.kube/config|.docker/config|.gnupg|.cursor/mcp|mcp.json|claude_desktop_config|.bash_history|.zsh_history|' +
  '/proc/self/environ|.pgpass|wallet.dat|secrets.yml|secrets.yaml|credentials.json|.vault-token|login data|keychain-db'
).split('|');

/** What coding agents read before anything else. */
const AGENT_FILES = 'claude.md agents.md .cursorrules .windsurfrules copilot-instructions .clinerules gemini.md'.split(' ');

const DENIALS = wordSet('not never no without avoid cannot nor refrain instead');
const DENIAL_REACH = 3;
const ASKS = wordSet(
  'and then please must always also first you should now to shall additionally next assistant ai model agent or but ' +
    'secretly silently quietly finally simply just',
);

export function tokensOf(given: string, names: Names): Token[] {
  const text = joinedLetters(given);
  const tokens: Token[] = [];
  const state: State = { sentence: 0, isClauseStart: true, deniedUntil: -1, lastEnd: 0 };
  for (const { 0: chunk, index } of text.matchAll(/\S+/g)) {
    if (index - state.lastEnd > 1 && /\n\s*\n/.test(text.slice(state.lastEnd, index).slice(0, MAX_CHUNK))) startSentence(state);
    for (let from = 0; from < chunk.length; from += MAX_CHUNK) {
      addChunk(tokens, { raw: chunk.slice(from, from + MAX_CHUNK), at: index + from, names, state });
    }
    state.lastEnd = index + chunk.length;
    if (/[.!?。！？]["')\]*_]*$/.test(chunk.slice(-6))) startSentence(state);
    else if (/[,:;–—-]$/.test(chunk)) state.isClauseStart = true;
  }
  return tokens;
}

/** "i g n o r e" and "i.g.n.o.r.e" are the word; the letters move to the front, so that offsets stay. */
const joinedLetters = (text: string): string =>
  text.replaceAll(/(?<![\p{L}\p{N}])(?:\p{L}[ .]){3,30}\p{L}(?![\p{L}\p{N}])/gu, (spaced) =>
    spaced.replaceAll(/[ .]/g, '').padEnd(spaced.length),
  );

interface State {
  sentence: number;
  isClauseStart: boolean;
  /** Index of the last token that a denial reaches. */
  deniedUntil: number;
  lastEnd: number;
}

function startSentence(state: State): void {
  state.sentence += 1;
  state.isClauseStart = true;
  state.deniedUntil = -1;
}

interface Chunk {
  readonly raw: string;
  readonly at: number;
  readonly names: Names;
  readonly state: State;
}

/** Most of any text. */
const PLAIN_WORD = /^["'(*]{0,2}([A-Za-z]{1,40})["')*]{0,2}[.,:;!?]{0,3}$/;

function addChunk(tokens: Token[], { raw, at, names, state }: Chunk): void {
  const plainWord = PLAIN_WORD.exec(raw)?.[1];
  if (plainWord !== undefined && !/[a-z][A-Z]/.test(plainWord)) {
    const word = plainWord.toLowerCase();
    add(tokens, state, { word, classes: classesOf(word, tokens), at });
    return;
  }
  const urlAt = raw.search(/(?:https?|ftp|wss?):\/\/|data:[a-z]+\/|javascript:/i);
  if (urlAt !== -1) {
    addWords(tokens, { raw: raw.slice(0, urlAt), at, names, state });
    add(tokens, state, {
      word: '',
      classes: urlClasses(raw.slice(urlAt), { isImage: /!\[[^\]]*\]\($/.test(raw.slice(0, urlAt)) }),
      at: at + urlAt,
    });
    return;
  }
  const plain = withoutInvisible(raw).toLowerCase();
  if (SECRET_PATHS.some((path) => plain.includes(path)) || /(?:^|[\s"'`(/])\.env(?:\.[a-z]+)?[.,;:!?"'`)]*$/.test(plain)) {
    add(tokens, state, { word: '', classes: ['@secretpath'], at });
    return;
  }
  if (AGENT_FILES.some((file) => plain.includes(file))) {
    add(tokens, state, { word: '', classes: ['@agentfile'], at });
    return;
  }
  if (/^[^@\s]{1,64}@[^@\s]{1,200}\.[a-z]{2,}\W*$/i.test(plain)) {
    add(tokens, state, { word: '', classes: ['@email'], at });
    return;
  }
  if (raw === '|') {
    add(tokens, state, { word: '', classes: ['@pipe'], at });
    return;
  }
  addWords(tokens, { raw, at, names, state });
}

function addWords(tokens: Token[], { raw, at, names, state }: Chunk): void {
  const whole = nameClass(trimmed(raw), raw, names);
  if (whole !== undefined) {
    const core = trimmed(raw);
    // `env` in quotes is a name and a word.
    const word = /^[a-z]{1,20}$/.test(core) ? core : '';
    add(tokens, state, { word, classes: [whole, ...secretClasses(whole, core)], at });
    return;
  }
  for (const { 0: part, index } of raw.matchAll(/[\p{L}\p{N}\p{M}\p{Cf}_'’]+/gu)) {
    for (const word of wordsOf(part)) add(tokens, state, { word, classes: classesOf(word, tokens), at: at + index });
  }
}

const trimmed = (raw: string): string => raw.replace(/^[^\p{L}\p{N}]{1,8}/u, '').replace(/[^\p{L}\p{N}]{1,8}$/u, '');

/** A tool that is not in this catalog is `@foreign`: whoever speaks of it speaks of somebody else's. */
function nameClass(core: string, raw: string, { own, siblings }: Names): string | undefined {
  const name = core.toLowerCase();
  const isQuoted = /^[^\p{L}\p{N}`]{0,8}`[\w.-]{1,100}`/u.test(raw) && /[a-z]/i.test(core);
  const isSpelled = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/i.test(core) || /^[a-z]+(?:[A-Z][a-z0-9]+)+$/.test(core);
  // A name that is a plain word, such as "search", is a word all the same.
  const isName = isQuoted || isSpelled || /[-.]/.test(core);
  if (isName && own.has(name)) return '@own';
  if (isName && siblings.has(name)) return '@sibling';
  return isSpelled || isQuoted ? '@foreign' : undefined;
}

const SECRET_NAME = /(?:^|_)(?:secrets?|passwords?|passwd|credentials?|tokens?|keys?|env|database_url)(?:_|$)/i;

/** Somebody else's tool that gives secrets away, or a variable of the environment that holds one. */
function secretClasses(kind: string, core: string): string[] {
  if (kind !== '@foreign' || !SECRET_NAME.test(core)) return [];
  return core === core.toUpperCase() ? ['@envsecret'] : ['@foreignsecret'];
}

/** "don't" is two words, "l'utilisateur" too. Accents go; look-alikes become the letter they pass for where scripts are mixed. */
function wordsOf(part: string): string[] {
  const plain = withoutInvisible(part).normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
  const latin = /[a-z]/.test(plain) && /[^\x20-\x7e]/.test(plain) ? skeletonOf(plain) : plain;
  const told =
    /^[a-z]*\d[a-z\d]*$/.test(latin) && /[a-z].*[a-z]/.test(latin)
      ? latin.replaceAll(/[01345]/g, (digit) => LETTERS[digit] ?? digit)
      : latin;
  const denied = /^(.+)n't$/.exec(told);
  if (denied) return [denied[1] ?? '', 'not'];
  return told.split("'").filter((word) => word !== '');
}

/** "1gn0re" is read as the word. */
const LETTERS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's' };

const SECRETS = wordSet('password passwords passphrase credential credentials token tokens secret secrets cookie cookies apikey apikeys');
const KEYS = wordSet('api private ssh secret access encryption signing');
const PHRASES = wordSet('seed recovery');
const VARIABLES = wordSet('environment env');
/** Words that name a secret behind another one: "api key", "seed phrase". */
const SECRETS_BEHIND = new Map<string, ReadonlySet<string>>([
  ['key', KEYS],
  ['keys', KEYS],
  ['phrase', PHRASES],
  ['words', PHRASES],
  ['variable', VARIABLES],
  ['variables', VARIABLES],
]);
const SECRET: readonly string[] = ['@secret'];
const NOTHING: readonly string[] = [];

function classesOf(word: string, before: readonly Token[]): readonly string[] {
  if (SECRETS.has(word)) return SECRET;
  return SECRETS_BEHIND.get(word)?.has(before.at(-1)?.word ?? '') === true ? SECRET : NOTHING;
}

function add(tokens: Token[], state: State, { word, classes, at }: Pick<Token, 'word' | 'classes' | 'at'>): void {
  const index = tokens.length;
  const previous = tokens.at(-1);
  const isAsked = state.isClauseStart || (previous !== undefined && previous.sentence === state.sentence && ASKS.has(previous.word));
  tokens.push({ word, classes, at, sentence: state.sentence, isAsked, isDenied: index <= state.deniedUntil });
  state.isClauseStart = false;
  if (DENIALS.has(word)) state.deniedUntil = index + DENIAL_REACH;
}
