// Every endpoint of the public REST API, in the order of the document.
import type { Route } from '../route.ts';
import { destinationRoutes, incidentRoutes, ruleRoutes } from './alerts.ts';
import { approvalRoutes } from './approvals.ts';
import { auditRoutes } from './audit.ts';
import { clientConfigRoutes } from './client-configs.ts';
import { configRoutes } from './config.ts';
import { coverageRoutes } from './coverage.ts';
import { bundleRoutes } from './bundles.ts';
import { catalogChangeRoutes } from './catalog-changes.ts';
import { executionRoutes } from './executions.ts';
import { maintenanceRoutes } from './maintenance.ts';
import { modelRoutes } from './models.ts';
import { monitorRoutes } from './monitors.ts';
import { orgRoutes } from './org.ts';
import { productRoutes } from './products.ts';
import { proposalRoutes } from './proposals.ts';
import { runRoutes } from './runs.ts';
import { authProfileRoutes, serverRoutes } from './servers.ts';
import { sourceRoutes } from './sources.ts';
import { statusPageRoutes } from './status-page.ts';
import { workflowRoutes } from './workflows.ts';

export const ALL_ROUTES: readonly Route[] = [
  ...orgRoutes,
  ...clientConfigRoutes,
  ...serverRoutes,
  ...authProfileRoutes,
  ...catalogChangeRoutes,
  ...maintenanceRoutes,
  ...workflowRoutes,
  ...runRoutes,
  ...proposalRoutes,
  ...monitorRoutes,
  ...coverageRoutes,
  ...statusPageRoutes,
  ...destinationRoutes,
  ...ruleRoutes,
  ...incidentRoutes,
  ...modelRoutes,
  ...sourceRoutes,
  ...productRoutes,
  ...bundleRoutes,
  ...executionRoutes,
  ...approvalRoutes,
  ...configRoutes,
  ...auditRoutes,
];
