// The door to the transformer: TypeScript to JavaScript.
import { transformSync } from 'oxc-transform';
import type { TransformOptions, TransformResult } from 'oxc-transform';

/** Of a module. What is wrong with the text is in `errors`. */
export const transformed = (name: string, text: string, options: TransformOptions): TransformResult =>
  transformSync(name, text, { lang: 'ts', sourceType: 'module', ...options });
