// A time in words of a message: tenths of a second are as exact as a person needs it.

export const secondsText = (ms: number): string => `${ms < 100 ? Math.round(ms) / 1000 : Math.round(ms / 100) / 10} s`;
