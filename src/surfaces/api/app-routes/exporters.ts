// What a full export holds beside people and the audit log: each module tells its own part, in the order in which the parts refer to each other.
import type { Exporter } from '#modules/access';
import { alertExporter } from '#modules/alerts';
import { eventExporter } from '#modules/analytics';
import { codeModeExporter } from '#modules/codemode';
import { configExporter } from '#modules/config';
import { coverageExporter } from '#modules/coverage';
import { modelExporter } from '#modules/models';
import { monitorExporter } from '#modules/monitors';
import { proposalExporter } from '#modules/proposals';
import { runExporter } from '#modules/runs';
import { serverExporter } from '#modules/servers';
import { sourceExporter } from '#modules/sources';
import { statusPageExporter } from '#modules/status-pages';
import { workflowExporter } from '#modules/workflows';

export const EXPORTERS: readonly Exporter[] = [
  serverExporter,
  modelExporter,
  workflowExporter,
  runExporter,
  proposalExporter,
  monitorExporter,
  coverageExporter,
  statusPageExporter,
  sourceExporter,
  codeModeExporter,
  alertExporter,
  configExporter,
  eventExporter,
];
