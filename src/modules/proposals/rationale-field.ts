// Why somebody proposes a change, in their own words.
import { boundedText } from '#kernel/bounded-text';

export const rationaleField = boundedText(10, 4000);
