// Configuration files of MCP clients, read and written, as REST answers them.
import { z } from 'zod';
import { CLIENT_IDS, CONFIG_FORMATS } from '#modules/servers';

const importInput = z.strictObject({
  name: z.string(),
  isSecret: z.boolean(),
  isRequired: z.boolean(),
  description: z.string().nullable(),
  default: z.string().nullable(),
  choices: z.array(z.string()),
});

const transport = z.enum(['streamable_http', 'sse', 'stdio_hosted']);

/** The body of createMcpServer, with `${NAME}` in the place of each input. */
const createRequest = z.strictObject({
  name: z.string(),
  transportType: transport,
  baseUrl: z.string().optional(),
  connectionConfig: z
    .strictObject({
      extraHeaders: z.record(z.string(), z.string()).optional(),
      command: z.string().optional(),
      args: z.array(z.string()).optional(),
      env: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  authProfile: z
    .strictObject({
      kind: z.enum(['bearer', 'api_key_header', 'oauth_authorization_code']),
      headerName: z.string().optional(),
      value: z.string().optional(),
      clientId: z.string().optional(),
      scopes: z.array(z.string()).optional(),
    })
    .optional(),
});

export const importedConfig = z
  .strictObject({
    format: z.enum(CONFIG_FORMATS),
    entries: z.array(
      z.strictObject({
        name: z.string(),
        source: z.string().nullable(),
        transport: transport.nullable(),
        url: z.string().optional(),
        command: z.string().optional(),
        args: z.array(z.string()).optional(),
        headers: z.array(
          z.strictObject({
            name: z.string(),
            value: z.string().nullable(),
            template: z.string().optional(),
            secretName: z.string().optional(),
          }),
        ),
        inputs: z.array(importInput),
        notes: z.array(z.string()),
        existing: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
        request: createRequest.nullable(),
        skipped: z.string().optional(),
      }),
    ),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ImportedClientConfig' });

const clientConfig = z.strictObject({
  title: z.string(),
  file: z.string(),
  syntax: z.enum(['json', 'toml', 'yaml']),
  hint: z.string(),
  text: z.string(),
});

export const clientConfigs = z
  .strictObject({
    target: z.string().describe('As it was asked for'),
    variables: z.array(z.string()),
    entries: z.record(z.enum(CLIENT_IDS), clientConfig),
  })
  .meta({ id: 'ClientConfigs' });
