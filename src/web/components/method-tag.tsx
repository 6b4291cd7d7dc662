// An HTTP method; what changes something stands out.
import { Tag } from './tag.tsx';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export const MethodTag = ({ method }: { readonly method: string }) => (
  <Tag tone={method === 'DELETE' ? 'danger' : READING.has(method) ? 'neutral' : 'accent'}>{method}</Tag>
);
