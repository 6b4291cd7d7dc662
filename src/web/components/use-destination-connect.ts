// Leaves for Slack's consent page; the answer comes back to the Alerts page.
import { useMutation } from '@tanstack/react-query';
import { connectSlack } from '../api/alerts.ts';
import { toast } from './toaster.tsx';

/** Given a destination, that workspace is renewed; otherwise one is added. */
export function useConnectSlack(org: string) {
  return useMutation({
    mutationFn: (destinationId: string | undefined) => connectSlack(org, destinationId),
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
    onError: (error) => toast.failed('Slack is not connected', error),
  });
}
