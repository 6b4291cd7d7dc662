// All hostile scripts.
import { bridgeScripts } from './bridge.ts';
import { depthScripts } from './depth.ts';
import { escapeScripts } from './escape.ts';
import type { HostileScript } from './hostile-script.ts';
import { memoryScripts } from './memory.ts';
import { tamperedImages } from './tampered.ts';
import { timeScripts } from './time.ts';

export const HOSTILE_SCRIPTS: readonly HostileScript[] = [
  ...timeScripts,
  ...memoryScripts,
  ...depthScripts,
  ...escapeScripts,
  ...bridgeScripts,
  ...tamperedImages,
];
