// Every endpoint of the public REST API, in the order of the document.
import type { Route } from '../route.ts';
import { auditRoutes } from './audit.ts';
import { modelRoutes } from './models.ts';
import { orgRoutes } from './org.ts';
import { runRoutes } from './runs.ts';
import { authProfileRoutes, serverRoutes } from './servers.ts';
import { workflowRoutes } from './workflows.ts';

export const ALL_ROUTES: readonly Route[] = [
  ...orgRoutes,
  ...serverRoutes,
  ...authProfileRoutes,
  ...workflowRoutes,
  ...runRoutes,
  ...modelRoutes,
  ...auditRoutes,
];
