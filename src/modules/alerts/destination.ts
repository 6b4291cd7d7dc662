// The noun: where messages go (spec 03 §4). Its secrets are write-only.

export const DESTINATION_KINDS = ['slack_oauth', 'slack_webhook', 'email', 'webhook'] as const;
export type DestinationKind = (typeof DESTINATION_KINDS)[number];
export type DestinationStatus = 'ready' | 'needs_reauth' | 'not_configured';

export interface AlertDestination {
  readonly id: string;
  readonly name: string;
  readonly kind: DestinationKind;
  /** Nothing secret: workspace, or scheme and host of an address. */
  readonly config: { readonly teamId?: string; readonly teamName?: string; readonly urlHint?: string };
  readonly status: DestinationStatus;
  /** Why it is not ready, or a word on where its mails go; null otherwise. */
  readonly statusDetail: string | null;
  /** How many rules use it. */
  readonly ruleCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}
