// One page of a list, as every list of the REST API answers it (spec 05 §1).
export interface PageRequest {
  /** 1-based, at most 10 000. */
  readonly page: number;
  /** 1–100. */
  readonly pageSize: number;
}

export interface Page<T> extends PageRequest {
  readonly rows: readonly T[];
  readonly total: number;
}

export const MAX_PAGE = 10_000;
export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 25;

export const offsetOf = ({ page, pageSize }: PageRequest): number => (page - 1) * pageSize;
