// A stranger's words on a terminal or in a pipeline's log: one line, without what moves a cursor or turns the reading direction,
// and nothing that a runner of GitHub takes for a command: it obeys `::` where a line begins, and `##[` anywhere. Pure.

export const plainLine = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .replaceAll('##[', '## [')
    .replace(/^(\s*):(?=:)/, '$1: ');
