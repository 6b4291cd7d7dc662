// The API connection of sources in mode tools: saved whole, and tried before it is (spec 06 §3, §5).
import { checkConnection, checkConnectionInput, setConnection, setConnectionInput } from '#modules/products';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { connectionCheck } from '../schemas/products.ts';
import { source } from '../schemas/sources.ts';

export const productRoutes = [
  defineRoute({
    method: 'put',
    path: '/sources/{sourceSlug}/connection',
    operationId: 'setSourceConnection',
    tag: 'sources',
    summary: 'Saves the API connection, whole; another one must be activated again',
    role: 'editor',
    body: setConnectionInput.meta({ id: 'NewSourceConnection' }),
    result: source,
    errors: ['source_not_found', 'secret_in_arguments'],
    handle: (ctx, { params, body }) => setConnection(ctx, withParams(body, { slug: params.sourceSlug })),
  }),
  defineRoute({
    method: 'post',
    path: '/sources/{sourceSlug}/connection/check',
    operationId: 'checkSourceConnection',
    tag: 'sources',
    summary: 'Tries an API connection, saved or not, against the API; nothing is kept',
    role: 'editor',
    body: checkConnectionInput.meta({ id: 'SourceConnectionToCheck' }),
    result: connectionCheck,
    errors: ['source_not_found', 'conflict'],
    handle: (ctx, { params, body }) => checkConnection(ctx, withParams(body, { slug: params.sourceSlug })),
  }),
];
