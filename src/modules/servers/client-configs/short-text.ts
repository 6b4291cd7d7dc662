// Text of a stranger's file as it may be shown: storable, without control or direction marks, and not too long.

export function shortText(text: string, max: number): string {
  const clean = text
    .slice(0, max * 4)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim();
  const letters = [...clean];
  return letters.length <= max ? clean : `${letters.slice(0, max - 1).join('')}…`;
}
