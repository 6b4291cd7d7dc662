// Keeps −32002 on the wire: the library writes −32602 in its place, whatever a handler throws.
import type { McpServer, Server } from '@modelcontextprotocol/server';
import type { RpcError } from './hosted-errors.ts';
import { isObject } from './json-value.ts';

const NOT_FOUND = -32002;

type Transport = Parameters<Server['connect']>[0];
type Message = Parameters<Transport['send']>[0];

/** Call it before `connect`. Gives the function that an error must pass on its way out. */
export function keepNotFound(server: Server | McpServer): (error: RpcError) => RpcError {
  const thrown = new WeakSet<object>();
  const connect = server.connect.bind(server);
  server.connect = (transport) => {
    const send = transport.send.bind(transport);
    transport.send = (message, options) => send(withCode(message, thrown), options);
    return connect(transport);
  };
  return (error) => {
    // the data is the one thing of an error that the library hands on as it is
    if (error.code === NOT_FOUND && isObject(error.data)) thrown.add(error.data);
    return error;
  };
}

function withCode(message: Message, thrown: WeakSet<object>): Message {
  if (!('error' in message)) return message;
  const { data } = message.error;
  return isObject(data) && thrown.has(data) ? { ...message, error: { ...message.error, code: NOT_FOUND } } : message;
}
