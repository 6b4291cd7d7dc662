// armature://schemas/workflow: the format of a workflow's content.
import { z } from 'zod';
import { wireSpecSchema } from '#modules/workflows';
import { boundedJson } from './bounded-json.ts';
import type { RepairResource } from './repair-resource.ts';

export const workflowSchemaResource: RepairResource = {
  uri: 'armature://schemas/workflow',
  name: 'workflow-schema',
  title: 'Workflow format',
  description: "JSON Schema of a workflow's content: prompt, criteria with every kind of check, models, tool policy, limits, schedule.",
  read: () => Promise.resolve(boundedJson(z.toJSONSchema(wireSpecSchema, { io: 'input' }))),
};
