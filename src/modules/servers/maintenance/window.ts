// The noun: a time in which a server is expected to misbehave. Checks and runs go on, nothing alerts, uptime leaves it out.

export type MaintenanceTime =
  /** ISO times; `startsAt` included, `endsAt` not. */
  | { readonly kind: 'once'; readonly startsAt: string; readonly endsAt: string }
  | {
      readonly kind: 'weekly';
      /** 1 (Monday) to 7 (Sunday), in order, each once: the days it begins on. */
      readonly weekdays: readonly number[];
      /** `HH:MM` on the wall clock of `timezone`. */
      readonly startTime: string;
      /** Of real time: a change of the clocks moves neither the beginning on the wall clock nor the length. */
      readonly durationMinutes: number;
      /** IANA name. */
      readonly timezone: string;
    };

export type MaintenanceWindow = MaintenanceTime & {
  readonly id: string;
  readonly serverId: string;
  readonly title: string;
  readonly createdBy: string;
  readonly createdAt: string;
};

/** ISO times. */
export interface Occurrence {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** `next`: the occurrence that is open, or the one that comes; null when there will be none. */
export type ShownWindow = MaintenanceWindow & { readonly isOpen: boolean; readonly next: Occurrence | null };
