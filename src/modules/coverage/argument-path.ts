// How an argument is called, the same for what a schema names and for what a call sent: `filter.status`, `items[].note`. Pure.

/** A longer name is no argument anybody writes. */
export const MAX_PATH = 200;

/** The marks of a path are escaped, so that no two arguments have one name. */
export const pathOf = (parent: string, name: string): string =>
  `${parent === '' ? '' : `${parent}.`}${name.replaceAll(/[\\.[\]]/g, String.raw`\$&`)}`;

export const itemOf = (path: string): string => `${path}[]`;
