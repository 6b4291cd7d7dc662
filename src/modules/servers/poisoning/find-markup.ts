// Comments, tags and styles that people do not see where a description is shown, with something to do in them. Pure.
import type { TextFind } from './finding.ts';
import { wordSet } from './word-set.ts';

/** What hidden text says when it wants something done. */
const ORDERS = wordSet(
  'must always never ignore call send assistant ai model llm agent user instruction instructions not password secret before ' +
    'read include pass append upload also first obey follow you all',
);
const TAGS =
  'important|system|sys|secret|hidden|instruction|instructions|critical|override|admin|internal|assistant|mandatory|urgent|attention|system_prompt|prompt|ai|llm|agent|tool_result|tool_response|function_result|function_results|tool_output|observation';
const OPENING = new RegExp(`<\\s{0,3}(${TAGS})\\b[^<>]{0,80}>`, 'gi');
const HIDDEN_STYLE =
  /<[a-z]{1,20}\s[^<>]{0,200}(?:display\s?:\s?none|visibility\s?:\s?hidden|font-size\s?:\s?0|opacity\s?:\s?0|color\s?:\s?(?:white|#fff)|\shidden\b)[^<>]{0,100}>/gi;
const MARKDOWN_COMMENT = /^[ \t]{0,3}\[(?:\/\/|\/\/\/|comment|_)\]:\s?#\s?[("'](.{0,300})/gim;
const CHAT_TEMPLATE = /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|<\/SYS>>|<start_of_turn>|<\|?end_of_turn\|?>/;
const INNER = 300;
/** A comment that says so much is no mark for a program. */
const MANY_WORDS = 6;

/** Of each kind, in one text: a page of markup is data, and the phrases in it are found all the same. */
const MOST = 200;

export function findMarkup(text: string): TextFind[] {
  if (!/[<[]/.test(text)) return [];
  const template = text.search(CHAT_TEMPLATE);
  return [
    ...findComments(text),
    ...few(text, OPENING).flatMap(({ 0: opening, 1: name = '', index }) => {
      const inner = text.slice(index + opening.length, index + opening.length + INNER);
      const closing = inner.toLowerCase().indexOf(`</${name.toLowerCase()}`);
      return judged(index, closing === -1 ? inner : inner.slice(0, closing), {
        orders: 1,
        isWorthALook: (words) => closing !== -1 && words >= 3,
      });
    }),
    ...few(text, HIDDEN_STYLE).flatMap(({ 0: opening, index }) =>
      judged(index, text.slice(index + opening.length, index + opening.length + INNER), { orders: 1, isWorthALook: () => true }),
    ),
    ...few(text, MARKDOWN_COMMENT).flatMap(({ 1: inner = '', index }) => judged(index, inner, { orders: 1, isWorthALook: () => false })),
    ...(template === -1 ? [] : [{ rule: 'hidden_markup', severity: 'error', at: template } as const]),
  ];
}

function findComments(text: string): TextFind[] {
  const finds: TextFind[] = [];
  for (let at = text.indexOf('<!--'), seen = 0; at !== -1 && seen < MOST; at = text.indexOf('<!--', at + 4), seen += 1) {
    const rest = text.slice(at + 4, at + 4 + INNER);
    const end = rest.indexOf('-->');
    const inner = end === -1 ? rest : rest.slice(0, end);
    finds.push(...judged(at, inner, { orders: 2, isWorthALook: (words) => words >= MANY_WORDS }));
  }
  return finds;
}

interface Judgement {
  /** So many different words of command alert. */
  readonly orders: number;
  readonly isWorthALook: (words: number) => boolean;
}

function judged(at: number, inner: string, { orders, isWorthALook }: Judgement): TextFind[] {
  const words = wordsIn(inner);
  if (words.length >= 4 && ordersIn(words) >= orders) return [{ rule: 'hidden_markup', severity: 'error', at }];
  return isWorthALook(words.length) ? [{ rule: 'hidden_markup', severity: 'warning', at }] : [];
}

function few(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) {
    found.push(match);
    if (found.length >= MOST) break;
  }
  return found;
}

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}]{2,}/gu) ?? [];
const ordersIn = (words: readonly string[]): number => new Set(words.filter((word) => ORDERS.has(word))).size;
