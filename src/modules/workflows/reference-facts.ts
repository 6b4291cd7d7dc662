// What a workflow speaks of outside itself, reduced to what its rules need: its server, the models, the catalog's tools.
import type { PolicyTool } from './tool-policy.ts';

export interface ServerFacts {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly isActive: boolean;
  readonly authProfileIds: readonly string[];
  /** Tools of the latest catalog; undefined when the server was never synced. */
  readonly tools: readonly PolicyTool[] | undefined;
}

export interface ModelFacts {
  readonly id: string;
  readonly isActive: boolean;
  readonly isTester: boolean;
  readonly isJudge: boolean;
  /** `script` and `pinned` use no AI: they cost nothing and play steps. */
  readonly tester: 'model' | 'script' | 'pinned';
  readonly hasPrice: boolean;
}

export interface ModelCatalog {
  readonly models: ReadonlyMap<string, ModelFacts>;
  readonly defaultTesterModelId: string | null;
  readonly defaultJudgeModelId: string | null;
}
