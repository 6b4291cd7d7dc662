// One page of a list, as every list of the API answers it.
export interface Page<T> {
  readonly rows: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}
