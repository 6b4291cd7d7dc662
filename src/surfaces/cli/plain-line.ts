// A stranger's words on a terminal: one line, without what moves a cursor or turns the reading direction. Pure.

export const plainLine = (text: string): string =>
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
