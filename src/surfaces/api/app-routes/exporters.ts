// What a full export holds beside people and the audit log: each module tells its own part, in the order in which the parts refer to each other.
import type { Exporter } from '#modules/access';
import { modelExporter } from '#modules/models';
import { runExporter } from '#modules/runs';
import { serverExporter } from '#modules/servers';
import { workflowExporter } from '#modules/workflows';

export const EXPORTERS: readonly Exporter[] = [serverExporter, modelExporter, workflowExporter, runExporter];
