// Front door of products: published APIs in mode tools, called with the callers' own credentials. Nouns: product, caller.
// Tables: none; sources are the module sources'. Emits no facts. Jobs enqueued: none.
export { admitCaller } from './admission/admit-caller.ts';
export { openProduct } from './open-product.ts';
export { productServer } from './product-server.ts';
export type { Product } from './product.ts';
export { checkActivation } from './setup/check-activation.ts';
export { checkConnection, checkConnectionInput } from './setup/check-connection.ts';
export { setConnection, setConnectionInput } from './setup/set-connection.ts';
