// Sixty things an agent may look for in GitHub's API, with the operations that are right.
//
// How they were made: from GitHub's list of routes alone, in one sitting, before the ranking existed. One was replaced since,
// because its operation uploads a file and is therefore left out of bundles, and an answer that GitHub no longer has was taken out.
// Nothing was tuned on them, that is what search-development-intents.ts is for: their totals were looked at, never which of them
// were missed. The table of synonyms is by the same hand, so expect a little less of strangers' words. Lexical ones use the words
// of the operation, paraphrases say it in a sentence that shares some words, mismatches avoid the operation's nouns and verbs.
// An intent counts as found when any of its right operations is among the first k.

export type IntentKind = 'lexical' | 'paraphrase' | 'mismatch';

export interface SearchIntent {
  readonly kind: IntentKind;
  readonly query: string;
  /** Operation ids; any of them is right. */
  readonly right: readonly string[];
}

const lexical = (query: string, ...right: string[]): SearchIntent => ({ kind: 'lexical', query, right });
const paraphrase = (query: string, ...right: string[]): SearchIntent => ({ kind: 'paraphrase', query, right });
const mismatch = (query: string, ...right: string[]): SearchIntent => ({ kind: 'mismatch', query, right });

export const SEARCH_INTENTS: readonly SearchIntent[] = [
  lexical('create an issue', 'issues/create'),
  lexical('list pull request files', 'pulls/list-files'),
  lexical('merge a pull request', 'pulls/merge'),
  lexical('add labels to an issue', 'issues/add-labels'),
  lexical('delete a repository secret', 'actions/delete-repo-secret', 'dependabot/delete-repo-secret', 'codespaces/delete-repo-secret'),
  lexical('get the latest release', 'repos/get-latest-release'),
  lexical('list workflow runs for a repository', 'actions/list-workflow-runs-for-repo'),
  lexical('rename a branch', 'repos/rename-branch'),
  lexical('create a gist', 'gists/create'),
  lexical('list organization members', 'orgs/list-members'),
  lexical('re-run failed jobs from a workflow run', 'actions/re-run-workflow-failed-jobs'),
  lexical('get repository content', 'repos/get-content'),
  lexical('create a deployment status', 'repos/create-deployment-status'),
  lexical('delete a release asset', 'repos/delete-release-asset'),
  lexical('list code scanning alerts for a repository', 'code-scanning/list-alerts-for-repo'),
  lexical('request reviewers for a pull request', 'pulls/request-reviewers'),
  lexical('transfer a repository', 'repos/transfer'),
  lexical('mark notifications as read', 'activity/mark-notifications-as-read'),
  lexical('search code', 'search/code'),
  lexical('get branch protection', 'repos/get-branch-protection'),

  paraphrase('write a comment under an issue', 'issues/create-comment'),
  paraphrase(
    'which people work for an organization, as owner or member, and I want to remove one',
    'orgs/remove-member',
    'orgs/remove-membership-for-user',
  ),
  paraphrase('show me what changed between two commits', 'repos/compare-commits-with-basehead', 'repos/compare-commits'),
  paraphrase('start a workflow by hand with inputs', 'actions/create-workflow-dispatch'),
  paraphrase('stop a running workflow', 'actions/cancel-workflow-run', 'actions/force-cancel-workflow-run'),
  paraphrase('fetch the log output of one job', 'actions/download-job-logs-for-workflow-run'),
  paraphrase('make a copy of a repo under my account', 'repos/create-fork'),
  paraphrase('give someone write access to a repository', 'repos/add-collaborator'),
  paraphrase('has this pull request already been merged', 'pulls/check-if-merged'),
  paraphrase('update the contents of a file with a new commit', 'repos/create-or-update-file-contents'),
  paraphrase('which languages is a repository written in', 'repos/list-languages'),
  paraphrase('put a user into a team', 'teams/add-or-update-membership-for-user-in-org'),
  paraphrase('send a test ping to my repository webhook', 'repos/ping-webhook'),
  paraphrase('set the topics of a repository', 'repos/replace-all-topics'),
  paraphrase('how many API requests do I have left this hour', 'rate-limit/get'),
  paraphrase('turn markdown text into html', 'markdown/render', 'markdown/render-raw'),
  paraphrase('list everybody who starred a repository', 'activity/list-stargazers-for-repo'),
  paraphrase('approve the changes of a pull request', 'pulls/create-review', 'pulls/submit-review'),
  paraphrase('dismiss a dependabot alert', 'dependabot/update-alert'),
  paraphrase('prevent further comments on an issue', 'issues/lock'),

  mismatch('close a bug report', 'issues/update'),
  mismatch('kick someone out of the company', 'orgs/remove-member', 'orgs/remove-membership-for-user'),
  mismatch(
    'CI results for a commit',
    'checks/list-for-ref',
    'repos/get-combined-status-for-ref',
    'checks/list-suites-for-ref',
    'repos/list-commit-statuses-for-ref',
  ),
  mismatch('who am I logged in as', 'users/get-authenticated'),
  mismatch('open a PR', 'pulls/create'),
  mismatch('ship version 2.0 with a changelog', 'repos/create-release', 'repos/generate-release-notes'),
  mismatch('download the source code as an archive', 'repos/download-zipball-archive', 'repos/download-tarball-archive'),
  mismatch('tag a ticket as urgent', 'issues/add-labels', 'issues/set-labels'),
  mismatch('bookmark a project for later', 'activity/star-repo-for-authenticated-user'),
  mismatch('hand a ticket over to a colleague', 'issues/add-assignees', 'issues/update'),
  mismatch(
    'dead credentials that leaked into our code base',
    'secret-scanning/list-alerts-for-repo',
    'secret-scanning/list-alerts-for-org',
  ),
  mismatch('software bill of materials', 'dependency-graph/export-sbom'),
  mismatch('remove a stale feature line after it went in', 'git/delete-ref'),
  mismatch('how popular is my site, visitors per day', 'repos/get-views'),
  mismatch('put a project into read-only mode', 'repos/update'),
  mismatch(
    'cloud development machine from a repo',
    'codespaces/create-with-repo-for-authenticated-user',
    'codespaces/create-for-authenticated-user',
  ),
  mismatch(
    'how much money did we spend on builds',
    'billing/get-github-billing-usage-report-org',
    'billing/get-github-billing-usage-report-user',
  ),
  mismatch('ask a colleague to look at my diff', 'pulls/request-reviewers'),
  mismatch(
    'thumbs up on a remark',
    'reactions/create-for-issue-comment',
    'reactions/create-for-commit-comment',
    'reactions/create-for-pull-request-review-comment',
  ),
  mismatch('bring my copy up to date with the original project', 'repos/merge-upstream'),
];
