// What came of a sign-in at an authorization server, told by the address it sent the browser back to.
import type { AuthProfile } from '../api/servers.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';

const PROBLEMS: Readonly<Record<string, string>> = {
  denied: 'Consent was not given. Nothing has changed; connect again when you want to.',
  expired: 'It took longer than ten minutes, or the answer was used before. Connect again.',
  mismatch: 'The answer does not belong to this sign-in and was thrown away. Connect again, in one tab and from one account.',
  failed: 'The authorization server did not give a token. What it said stands at the profile.',
};

interface ConnectResultProps {
  /** The profile that is connected now. */
  readonly connected: AuthProfile | undefined;
  readonly problem: string | undefined;
  readonly onClose: () => void;
}

export function ConnectResult({ connected, problem, onClose }: ConnectResultProps) {
  const close = (
    <Button look="quiet" onClick={onClose}>
      Dismiss
    </Button>
  );
  if (connected !== undefined) {
    return (
      <div role="status">
        <Banner tone="pass" title={`${connected.name} is connected`} actions={close}>
          Runs use the grant from now on, and Armature renews it in time.
        </Banner>
      </div>
    );
  }
  if (problem === undefined) return null;
  return (
    <div role="alert">
      <Banner tone="fail" title="Not connected" actions={close}>
        {PROBLEMS[problem] ?? PROBLEMS['failed']}
      </Banner>
    </div>
  );
}
