// What agents do with three APIs that everyone knows, and what each of them must then have been asked, to the letter.
import type { RealApi } from './real-document.ts';

/** Method, path with its query, and the body. */
type Wire = readonly [method: string, path: string, body: string];

export interface RealStory {
  readonly api: RealApi;
  /** Answers 2xx to whoever has the credential. */
  readonly validationPath: string;
  /** What the document leaves out: a header the API reads. */
  readonly overlay?: object;
  readonly script: string;
  /** Of the script. */
  readonly result: unknown;
  /** In the order in which the script asks. */
  readonly wire: readonly Wire[];
  /** The same calls as tools: name and arguments. */
  readonly tools: readonly (readonly [name: string, args: Readonly<Record<string, unknown>>])[];
  /** Headers beside these must not be there; by the number of the call. */
  readonly headers: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** A path with a query that the document does not allow. */
  readonly wrongQuery: string;
  /** Wrong deep inside, where the listed schema may say nothing more, and the argument that is told. */
  readonly wrong: readonly [name: string, args: Readonly<Record<string, unknown>>, field: string];
}

const headerOverlay = (target: string, name: string): object => ({
  overlay: '1.0.0',
  info: { title: 'Headers', version: '1' },
  actions: [{ target, update: { parameters: [{ name, in: 'header', schema: { type: 'string' } }] } }],
});

const customer = {
  email: 'ada@example.com',
  address: { city: 'Zürich', line1: '1 & 2 Main St' },
  metadata: { 'order id': '6735', plan: 'a=b' },
  preferred_locales: ['de', 'en'],
};
const price = {
  currency: 'usd',
  product: 'prod_1',
  billing_scheme: 'tiered',
  tiers_mode: 'graduated',
  recurring: { interval: 'month', interval_count: 2 },
  tiers: [
    { up_to: 10, unit_amount: 400 },
    { up_to: 'inf', unit_amount: 300 },
  ],
};
const search = { limit: 3, created: { gte: 1_700_000_000 }, expand: ['data.subscriptions', 'data.tax'] };

const stripe: RealStory = {
  api: 'stripe',
  validationPath: '/v1/customers',
  overlay: headerOverlay("$.paths['/v1/customers'].post", 'Idempotency-Key'),
  script: `
    const page = await stripe.GetCustomers(${JSON.stringify(search)});
    const made = await stripe.PostCustomers({ 'Idempotency-Key': 'once', body: ${JSON.stringify(customer)} });
    const price = await stripe.PostPrices({ body: ${JSON.stringify(price)} });
    const monthly = await stripe.GetPrices({ recurring: { interval: 'month' }, lookup_keys: ['a', 'b c'], active: true });
    const gone = await stripe.DeleteCustomersCustomer({ customer: made.id });
    return [page.object, made.object, price.object, monthly.data.length, gone.deleted];`,
  result: ['list', 'customer', 'price', 1, true],
  wire: [
    ['GET', '/v1/customers?created%5Bgte%5D=1700000000&expand%5B0%5D=data.subscriptions&expand%5B1%5D=data.tax&limit=3', ''],
    [
      'POST',
      '/v1/customers',
      'email=ada%40example.com&address%5Bcity%5D=Z%C3%BCrich&address%5Bline1%5D=1%20%26%202%20Main%20St&metadata%5Border%20id%5D=6735&metadata%5Bplan%5D=a%3Db&preferred_locales%5B0%5D=de&preferred_locales%5B1%5D=en',
    ],
    [
      'POST',
      '/v1/prices',
      'currency=usd&product=prod_1&billing_scheme=tiered&tiers_mode=graduated&recurring%5Binterval%5D=month&recurring%5Binterval_count%5D=2&tiers%5B0%5D%5Bup_to%5D=10&tiers%5B0%5D%5Bunit_amount%5D=400&tiers%5B1%5D%5Bup_to%5D=inf&tiers%5B1%5D%5Bunit_amount%5D=300',
    ],
    ['GET', '/v1/prices?active=true&lookup_keys%5B0%5D=a&lookup_keys%5B1%5D=b%20c&recurring%5Binterval%5D=month', ''],
    ['DELETE', '/v1/customers/string', ''],
  ],
  tools: [
    ['GetCustomers', search],
    ['PostCustomers', { 'Idempotency-Key': 'once', body: customer }],
    ['PostPrices', { body: price }],
    ['GetPrices', { recurring: { interval: 'month' }, lookup_keys: ['a', 'b c'], active: true }],
    ['DeleteCustomersCustomer', { customer: 'string' }],
  ],
  headers: { 1: { 'idempotency-key': 'once', 'content-type': 'application/x-www-form-urlencoded' } },
  wrongQuery: '/v1/prices?recurring%5Binterval%5D=century',
  wrong: ['PostPrices', { body: { ...price, tiers: [{ up_to: 'never' }] } }, 'body.tiers[0].up_to'],
};

const issue = { title: 'Broken', labels: ['bug', { name: 'ui', color: null }], assignee: null };

const github: RealStory = {
  api: 'github',
  validationPath: '/user',
  overlay: headerOverlay("$.paths['/repos/{owner}/{repo}/issues'].get", 'X-GitHub-Api-Version'),
  script: `
    const repo = { owner: 'octocat', repo: 'hello.world' };
    const file = await github.reposGetContent({ ...repo, path: 'docs/a b/ü#1.md', ref: 'heads/main' });
    const branch = await github.gitGetRef({ ...repo, ref: 'heads/feature/x' });
    const issues = await github.issuesListForRepo({ ...repo, 'X-GitHub-Api-Version': '2022-11-28', labels: 'bug,ui', since: '2026-01-31T09:30:00+01:00', per_page: 5 });
    const issue = await github.issuesCreate({ ...repo, body: ${JSON.stringify(issue)} });
    const flow = await github.actionsGetWorkflow({ ...repo, workflow_id: 'ci.yml' });
    const html = await github.markdownRenderRaw({ body: 'Hello **world**' });
    return ['content' in file, branch.ref, issues.length, issue.number, flow.state, html.trim()];`,
  result: [true, 'refs/heads/featureA', 1, 1347, 'active', '<p>Hello <strong>world</strong></p>'],
  wire: [
    ['GET', '/repos/octocat/hello.world/contents/docs%2Fa%20b%2F%C3%BC%231.md?ref=heads%2Fmain', ''],
    ['GET', '/repos/octocat/hello.world/git/ref/heads%2Ffeature%2Fx', ''],
    ['GET', '/repos/octocat/hello.world/issues?labels=bug%2Cui&since=2026-01-31T09%3A30%3A00%2B01%3A00&per_page=5', ''],
    ['POST', '/repos/octocat/hello.world/issues', JSON.stringify(issue)],
    ['GET', '/repos/octocat/hello.world/actions/workflows/ci.yml', ''],
    ['POST', '/markdown/raw', 'Hello **world**'],
  ],
  tools: [
    ['repos_get-content', { owner: 'octocat', repo: 'hello.world', path: 'docs/a b/ü#1.md', ref: 'heads/main' }],
    ['git_get-ref', { owner: 'octocat', repo: 'hello.world', ref: 'heads/feature/x' }],
    [
      'issues_list-for-repo',
      {
        owner: 'octocat',
        repo: 'hello.world',
        'X-GitHub-Api-Version': '2022-11-28',
        labels: 'bug,ui',
        since: '2026-01-31T09:30:00+01:00',
        per_page: 5,
      },
    ],
    ['issues_create', { owner: 'octocat', repo: 'hello.world', body: issue }],
    ['actions_get-workflow', { owner: 'octocat', repo: 'hello.world', workflow_id: 'ci.yml' }],
    ['markdown_render-raw', { body: 'Hello **world**' }],
  ],
  headers: { 2: { 'x-github-api-version': '2022-11-28' }, 3: { 'content-type': 'application/json' }, 5: { 'content-type': 'text/plain' } },
  wrongQuery: '/repos/o/r/issues?state=lost',
  wrong: ['issues_create', { owner: 'octocat', repo: 'hello.world', body: { ...issue, labels: [{ id: 'one' }] } }, 'body.labels[0]'],
};

const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop', labels: { app: 'shop' } }, data: { colour: 'red' } };
const scale = { metadata: { name: 'web' }, spec: { replicas: 3 } };
const watch = {
  namespace: 'default',
  labelSelector: 'app in (shop,web),!old',
  fieldSelector: 'metadata.name=shop',
  watch: true,
  timeoutSeconds: 1,
  limit: 5,
};

const kubernetes: RealStory = {
  api: 'kubernetes',
  validationPath: '/api/v1/namespaces',
  script: `
    const at = { namespace: 'default', name: 'shop' };
    const seen = await kubernetes.listCoreV1NamespacedConfigMap(${JSON.stringify(watch)});
    const made = await kubernetes.createCoreV1NamespacedConfigMap({ namespace: 'default', dryRun: 'All', body: ${JSON.stringify(map)} });
    await kubernetes.patchCoreV1NamespacedConfigMap({ ...at, fieldManager: 'agent', body: { data: { colour: null } } });
    await kubernetes.deleteCoreV1NamespacedConfigMap({ ...at, propagationPolicy: 'Foreground', body: { gracePeriodSeconds: 0 } });
    const log = await kubernetes.readCoreV1NamespacedPodLog({ namespace: 'default', name: 'web-0', container: 'web', tailLines: 20, timestamps: true });
    const page = await kubernetes.connectCoreV1GetNamespacedPodProxyWithPath({ namespace: 'default', name: 'web-0:8080', path_path: 'health/live', path_query: 'all' });
    const scaled = await kubernetes.replaceAppsV1NamespacedDeploymentScale({ namespace: 'default', name: 'web', body: ${JSON.stringify(scale)} });
    return [seen.items.length, typeof made.data, log, page, scaled.spec?.replicas !== undefined];`,
  result: [1, 'object', 'string', 'string', true],
  wire: [
    [
      'GET',
      '/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Dshop&labelSelector=app%20in%20%28shop%2Cweb%29%2C%21old&limit=5&timeoutSeconds=1&watch=true',
      '',
    ],
    ['POST', '/api/v1/namespaces/default/configmaps?dryRun=All', JSON.stringify(map)],
    ['PATCH', '/api/v1/namespaces/default/configmaps/shop?fieldManager=agent', '{"data":{"colour":null}}'],
    ['DELETE', '/api/v1/namespaces/default/configmaps/shop?propagationPolicy=Foreground', '{"gracePeriodSeconds":0}'],
    ['GET', '/api/v1/namespaces/default/pods/web-0/log?container=web&tailLines=20&timestamps=true', ''],
    ['GET', '/api/v1/namespaces/default/pods/web-0%3A8080/proxy/health%2Flive?path=all', ''],
    ['PUT', '/apis/apps/v1/namespaces/default/deployments/web/scale', JSON.stringify(scale)],
  ],
  tools: [
    ['listCoreV1NamespacedConfigMap', watch],
    ['createCoreV1NamespacedConfigMap', { namespace: 'default', dryRun: 'All', body: map }],
    ['patchCoreV1NamespacedConfigMap', { namespace: 'default', name: 'shop', fieldManager: 'agent', body: { data: { colour: null } } }],
    [
      'deleteCoreV1NamespacedConfigMap',
      { namespace: 'default', name: 'shop', propagationPolicy: 'Foreground', body: { gracePeriodSeconds: 0 } },
    ],
    ['readCoreV1NamespacedPodLog', { namespace: 'default', name: 'web-0', container: 'web', tailLines: 20, timestamps: true }],
    [
      'connectCoreV1GetNamespacedPodProxyWithPath',
      { namespace: 'default', name: 'web-0:8080', path_path: 'health/live', path_query: 'all' },
    ],
    ['replaceAppsV1NamespacedDeploymentScale', { namespace: 'default', name: 'web', body: scale }],
  ],
  headers: { 1: { 'content-type': 'application/json' }, 2: { 'content-type': 'application/merge-patch+json' } },
  wrongQuery: '/api/v1/namespaces?watch=maybe',
  wrong: [
    'createCoreV1NamespacedConfigMap',
    { namespace: 'default', body: { ...map, metadata: { ...map.metadata, ownerReferences: [{ uid: 5 }] } } },
    'body.metadata.ownerReferences[0]',
  ],
};

export const REAL_STORIES: readonly RealStory[] = [stripe, github, kubernetes];
