// The free words of a message: names, and what happened. Ids, times, its type and its address are ours and stay. Pure.
import type { AlertMessage } from '../message.ts';

export const withTexts = (message: AlertMessage, change: (text: string) => string): AlertMessage => ({
  ...message,
  organization: { ...message.organization, name: change(message.organization.name) },
  rule: message.rule && { ...message.rule, name: change(message.rule.name) },
  target: message.target && { ...message.target, name: change(message.target.name) },
  cause: message.cause && { ...message.cause, status: change(message.cause.status), message: change(message.cause.message) },
  summary: change(message.summary),
});
