// The variable by which a hosted program and everything it starts is found again, even after it left its process group.
import { randomBytes } from 'node:crypto';

export const MARK_VARIABLE = 'ARMATURE_PROCESS';

/** Of one process of ours; every program it starts carries it with a number of its own. */
export const newInstanceMark = (): string => randomBytes(12).toString('hex');

export const programMark = (instance: string, number: number): string => `${instance}.${number}.`;

/** As it stands in the environment. */
export const markText = (mark: string): string => `${MARK_VARIABLE}=${mark}`;

/** Begins the mark of every program of an instance. */
export const instanceText = (instance: string): string => markText(`${instance}.`);
