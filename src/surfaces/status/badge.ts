// A badge: one word or number about a page or a monitor, as an SVG image for places elsewhere.
import { escapeText } from './html.ts';
import type { Tone } from './tone.ts';

export interface Badge {
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
}

/** White text on each reaches a contrast of 4.5. */
const COLOURS: Readonly<Record<Tone, string>> = {
  pass: '#1f7a45',
  partial: '#8a5a00',
  fail: '#b3261e',
  error: '#67399c',
  calm: '#3043bd',
  idle: '#5c5e65',
};
const LABEL_COLOUR = '#33353b';

const MAX_CHARS = 40;
const PADDING = 7;
const HEIGHT = 20;

export function badgeSvg({ tone, ...badge }: Badge): string {
  const [label, text] = [cut(badge.label), cut(badge.text)];
  const [labelWidth, textWidth] = [widthOf(label), widthOf(text)];
  const left = labelWidth + 2 * PADDING;
  const width = left + textWidth + 2 * PADDING;
  const name = escapeText(`${label}: ${text}`);
  const word = (chars: string, at: number, length: number) =>
    `<text x="${at}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeText(chars)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${name}"><title>${name}</title>
<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>
<g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="${LABEL_COLOUR}"/><rect x="${left}" width="${width - left}" height="${HEIGHT}" fill="${COLOURS[tone]}"/></g>
<g fill="#fff" font-family="Verdana,Geneva,'DejaVu Sans',sans-serif" font-size="11">${word(label, PADDING, labelWidth)}${word(text, left + PADDING, textWidth)}</g>
</svg>
`;
}

function cut(text: string): string {
  const chars = [...text];
  return chars.length <= MAX_CHARS ? text : `${chars.slice(0, MAX_CHARS - 1).join('')}…`;
}

/** In pixels, about: the image says how long each text is to be drawn, whatever the font. */
function widthOf(text: string): number {
  return Math.round([...text].reduce((sum, char) => sum + charWidth(char), 0));
}

function charWidth(char: string): number {
  if (/[ilj.,:;'|!·\s]/.test(char)) return 3.9;
  if (/[ftr()[\]-]/.test(char)) return 4.9;
  if (/[mwMW%@…—]/.test(char)) return 10.5;
  if (/[A-Z&]/.test(char)) return 7.7;
  return (char.codePointAt(0) ?? 0) > 0x2e7f ? 11.5 : 6.9;
}
