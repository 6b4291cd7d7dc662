// Who uses a server or an auth profile, asked of every module whose objects may (spec 01 §1, §3).
import { joinUsages } from '#modules/servers';
import { workflowUsage } from '#modules/workflows';
import { monitorUsage } from './monitor-usage.ts';

export const serverUsage = joinUsages(workflowUsage, monitorUsage);
