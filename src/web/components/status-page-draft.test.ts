// What is wrong with a status page that was typed, and how its monitors are put in order.
import { describe, expect, it } from 'vitest';
import { moved, statusPageErrors } from './status-page-draft.ts';

describe('the status page that is typed', () => {
  it('keeps its order when something is moved over an end', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });

  it('names a wrong address and an empty label', () => {
    const monitors = [{ monitorId: 'mon_1', label: ' ', monitorName: 'Search' }];
    const draft = { slug: 'A b', title: 'Status', description: '', isPublic: true, showsLatency: false, monitors };
    expect(Object.keys(statusPageErrors(draft))).toEqual(['slug', 'monitors[0].label']);
  });
});
