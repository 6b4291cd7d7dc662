// The repair endpoint for one caller: 14 tools as far as the role goes, eight resources, two prompts. No model decides anything here.
import { hasRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { rpcErrorOf } from './errors.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { designWorkflowSuitePrompt } from './prompts/design-workflow-suite.ts';
import { repairFailingWorkflowPrompt } from './prompts/repair-failing-workflow.ts';
import { hostedPrompt } from './prompts/repair-prompt.ts';
import { ALL_RESOURCES, ALL_TEMPLATES } from './resources/all-resources.ts';
import { hostedResource, hostedTemplate } from './resources/repair-resource.ts';
import { ALL_TOOLS } from './tools/all-tools.ts';

const PROMPTS = [repairFailingWorkflowPrompt, designWorkflowSuitePrompt];

/** `version`: of Armature. The server is made for each request from who asks. */
export function createRepairMcp({ version }: { readonly version: string }): (ctx: Ctx) => HostedServer {
  return (ctx) => {
    const mayCall = ({ role }: { readonly role: Ctx['actor']['role'] }): boolean => hasRole(ctx.actor.role, role);
    return {
      name: 'armature',
      title: 'Armature',
      version,
      instructions: INSTRUCTIONS,
      tools: ALL_TOOLS.filter(mayCall).map((tool) => tool.hosted(ctx)),
      refuseTool: (name) => ALL_TOOLS.find((tool) => tool.name === name)?.refusal(ctx),
      resources: ALL_RESOURCES.map((resource) => hostedResource(ctx, resource)),
      resourceTemplates: ALL_TEMPLATES.map((template) => hostedTemplate(ctx, template)),
      prompts: PROMPTS.map((prompt) => hostedPrompt(ctx, prompt)),
      listCacheScope: 'private',
      faultOf: (error) => rpcErrorOf(error, { ctx, subject: 'uri' }),
    };
  };
}
