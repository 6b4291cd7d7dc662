// The roles one person can give another. Owner is not among them: that is a transfer, which the other one accepts.
import { z } from 'zod';

export const GIVEN_ROLES = ['viewer', 'editor', 'admin'] as const;
export type GivenRole = (typeof GIVEN_ROLES)[number];

export const givenRole = z.enum(GIVEN_ROLES, `must be one of ${GIVEN_ROLES.join(', ')}`);
