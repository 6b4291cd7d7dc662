// A message as a mail: one line of subject, plain text, and the same as HTML.
import type { MailMessage } from '#platform/mail/mail';
import type { AlertMessage } from '../message.ts';
import { oneLine, wordsOf } from './message-words.ts';
import type { MessageWords } from './message-words.ts';

export function emailWords(message: AlertMessage): Pick<MailMessage, 'subject' | 'text'> & { readonly html: string } {
  const words = wordsOf(message);
  return { subject: subjectOf(message, words), text: textOf(words), html: htmlOf(words) };
}

/** `[Armature] <rule>: <object> failing`. Names have no line breaks here, so none of them can begin another header. */
function subjectOf({ rule, type }: AlertMessage, { about, end }: MessageWords): string {
  if (type === 'test') return '[Armature] Test message';
  return `[Armature] ${rule ? `${oneLine(rule.name)}: ` : ''}${about} ${end}`;
}

function textOf({ lead, about, summary, facts, linkLabel, url }: MessageWords): string {
  const lines = facts.map(({ label, value }) => `${label}: ${unlinked(value)}`);
  return [`${lead}: ${unlinked(about)}`, '', unlinked(summary), '', ...lines, '', `${linkLabel}:`, url, ''].join('\n');
}

function htmlOf({ lead, about, summary, facts, linkLabel, url }: MessageWords): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th align="left" valign="top" style="padding:2px 16px 2px 0;font-weight:normal;color:#555">${label}</th><td>${foreign(value)}</td></tr>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>Armature</title></head>',
    '<body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#111">',
    `<h1 style="font-size:18px;margin:0 0 8px">${lead}: ${foreign(about)}</h1>`,
    `<p style="margin:0 0 16px">${foreign(summary)}</p>`,
    `<table style="border-collapse:collapse;margin:0 0 16px">${rows.join('')}</table>`,
    `<p><a href="${escaped(new URL(url).href)}">${linkLabel}</a></p>`,
    '</body></html>',
    '',
  ].join('\n');
}

/** Mail programs make links of what looks like one; a name that looks like a link stays readable as a name. */
const unlinked = (text: string): string => text.replaceAll('://', ': //');

const foreign = (text: string): string => escaped(unlinked(text));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
